/**
 * Heap sort of the kernel's sort() (lib/sort.c before 5.2). It is not stable; the order it leaves equal
 * elements in is visible, so no other algorithm can replace it.
 */
export function heapSort<T>(items: readonly T[], compare: (a: T, b: T) => number): T[] {
  const heap = [...items];
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  const sift = (from: number, end: number): void => {
    for (let at = from; at * 2 + 1 < end; ) {
      let child = at * 2 + 1;
      if (child < end - 1 && compare(heap[child]!, heap[child + 1]!) < 0) child++;
      if (compare(heap[at]!, heap[child]!) >= 0) return;
      swap(at, child);
      at = child;
    }
  };
  for (let i = Math.floor(heap.length / 2) - 1; i >= 0; i--) sift(i, heap.length);
  for (let end = heap.length - 1; end > 0; end--) {
    swap(0, end);
    sift(0, end);
  }
  return heap;
}
