import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newUndoStack, record, redo, undo } from '../../src/shell/undo.ts';

/** A document that is changed, and taken back and forth, as a shell does with its machine. */
function editor() {
  const stack = newUndoStack();
  let now = 'start';
  const go = (step: { moment: string | undefined } | undefined): boolean => {
    if (step === undefined) return false;
    now = step.moment!;
    return true;
  };
  return {
    change(to: string) {
      record(stack, now, `to ${to}`);
      now = to;
    },
    undo: () => go(undo(stack, now)),
    redo: () => go(redo(stack, now)),
    now: () => now,
    stack,
  };
}

const changes = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 });

describe('undo', () => {
  it('goes back through every change, and forth again', () => {
    fc.assert(
      fc.property(changes, (texts) => {
        const { change, undo, redo, now } = editor();
        const seen = [now()];
        for (const text of texts) {
          change(text);
          seen.push(text);
        }
        for (const text of seen.slice(0, -1).reverse()) {
          undo();
          expect(now()).toBe(text);
        }
        expect(undo()).toBe(false);
        for (const text of texts) {
          redo();
          expect(now()).toBe(text);
        }
        expect(redo()).toBe(false);
      }),
    );
  });

  it('forgets what was taken back once something else is done', () => {
    const { change, undo, redo, now } = editor();
    change('a');
    undo();
    change('b');
    expect(redo()).toBe(false);
    expect(now()).toBe('b');
  });

  it('names the command that was taken back', () => {
    const { change, stack } = editor();
    change('a');
    expect(undo(stack, 'a')).toEqual({ moment: 'start', command: 'to a' });
    expect(redo(stack, 'start')).toEqual({ moment: 'a', command: 'to a' });
  });

  it('is bounded, in steps and in text', () => {
    const { change, stack } = editor();
    for (let i = 0; i < 300; i++) change(String(i));
    expect(stack.done).toHaveLength(100);
    const big = 'x'.repeat(60_000_000);
    change(big);
    change(`${big}y`);
    change('z');
    expect(stack.done.length).toBeLessThan(3);
  });
});
