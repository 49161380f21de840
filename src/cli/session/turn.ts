/** A turn of the event loop: signals, keys and painting of the page are handled before the promise resolves. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
