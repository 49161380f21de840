import { expect, test } from 'vitest';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { type Tracer, traced } from '../../src/kernel/trace.ts';
import { bootMachine } from '../helpers/boot.ts';

/** Reports of the tracer while `act` runs. */
function told(k: Kernel, act: () => void): string[] {
  const lines: string[] = [];
  const tracer: Tracer = {
    enter: (name, args) => void lines.push(`${name}(${args})`),
    leave: (name, result) => void lines.push(`${name} = ${String(result)}`),
  };
  k.tracer = tracer;
  act();
  k.tracer = undefined;
  return lines;
}

test('reports calls from the outside in, with numbers, texts and record names', () => {
  const inner = traced('inner', (_k, _range: { name: string }, size: number): number => size);
  const outer = traced('outer', (k, _text: string): number => inner(k, { name: 'pfn0.0' }, 0x200000));
  const k = bootMachine();
  expect(told(k, () => outer(k, ' region0\n'))).toEqual([
    'outer(region0)',
    'inner(pfn0.0, 0x200000)',
    'inner = 2097152',
    'outer = 2097152',
  ]);
});

test('restores the call chain after a function that threw', () => {
  const k = bootMachine();
  const seen: string[][] = [];
  const fails = traced('fails', (at: Kernel): void => {
    seen.push([...at.stack]);
    throw new Error('a broken invariant');
  });
  const caller = traced('caller', (at: Kernel): void => fails(at));
  expect(() => caller(k)).toThrow('a broken invariant');
  expect(seen).toEqual([['caller', 'fails']]);
  expect(k.stack).toEqual([]);
});
