import { describe, expect, it } from 'vitest';
import { openPageEditor } from '../../../src/web/line/line-editor.ts';
import { openPagePrompts } from '../../../src/web/line/prompts.ts';

const UP = '\u001b[A';
const DOWN = '\u001b[B';
const LEFT = '\u001b[D';
const END = '\u0005';
const HOME = '\u0001';
const INTERRUPT = '\u0003';

const NAMES = ['create-namespace', 'check-namespace', 'list'];

function openEditor(lines: string[] = []) {
  let output = '';
  let interrupts = 0;
  const states: boolean[] = [];
  const editor = openPageEditor(
    {
      columns: 20,
      write: (text) => {
        output += text;
      },
    },
    {
      lines,
      suggest: async (line) => {
        const typed = /\S*$/.exec(line)![0];
        const hits = NAMES.filter((name) => name.startsWith(typed));
        return { typed, hits: hits.length === 1 ? [`${hits[0]} `] : hits, list: `${hits.join(' ')}\n` };
      },
    },
    {
      interrupt: () => {
        interrupts++;
      },
      reading: (isReading) => states.push(isReading),
    },
  );
  return {
    ...editor,
    /** The line that some data makes. */
    line: (...data: string[]): Promise<string | undefined> => {
      const read = editor.read('> ');
      editor.type(`${data.join('')}\r`);
      return read;
    },
    output: () => output,
    interrupts: () => interrupts,
    states,
  };
}

describe('the line editor of the page', () => {
  it('says when it reads, with keys that came early too', async () => {
    const editor = openEditor();
    editor.type('one\rtwo');
    expect(await editor.read('> ')).toBe('one');
    expect(editor.states).toEqual([true, false]);
    expect(await editor.line('')).toBe('two');
    expect(editor.states).toEqual([true, false, true, false]);
  });

  it.each([
    ['inserts', ['abc'], 'abc'],
    ['inserts within', ['ac', LEFT, 'b'], 'abc'],
    ['removes to the left', ['abx\u007fc'], 'abc'],
    ['removes to the right', ['xabc', HOME, '\u001b[3~'], 'abc'],
    ['goes to both ends', ['b', HOME, 'a', END, 'c'], 'abc'],
    ['removes words', ['one two  ', '\u0017', 'x'], 'one x'],
    ['goes over words', ['one two', '\u001bb', 'x'], 'one xtwo'],
    ['removes both sides', ['one', LEFT, '\u0015'], 'e'],
    ['removes the right side', ['one', LEFT, '\u000b'], 'on'],
    ['ignores other keys', ['a\u001b[24~\u001b[<0;1;1Mb'], 'ab'],
    ['keeps characters whole', ['a😀\u007fb'], 'ab'],
  ])('%s', async (_what, data, line) => {
    expect(await openEditor().line(...data)).toBe(line);
  });

  it('finds older lines that begin alike, and comes back to the draft', async () => {
    const { line } = openEditor(['list -R', 'map', 'list -N']);
    expect(await line('li', UP, UP)).toBe('list -R');
    expect(await line(UP)).toBe('list -R');
    expect(await line('x', UP, DOWN, 'y')).toBe('xy');
    expect(await line(UP, UP, UP, DOWN)).toBe('list -R');
  });

  it('completes as far as all fit, and lists them at the second Tab', async () => {
    const { line, output } = openEditor();
    expect(await line('l\t-R')).toBe('list -R');
    expect(await line('c\t\tr\tx')).toBe('create-namespace x');
    expect(output()).toContain('create-namespace check-namespace');
  });

  it('draws a line over two rows', async () => {
    const { line, output } = openEditor();
    await line('a'.repeat(18), END, 'b', HOME, 'x');
    // Prompt and 18 letters fill the row: a blank moves the cursor to the next one.
    expect(output()).toContain(`\r\u001b[J> ${'a'.repeat(18)} \r`);
    expect(output()).toContain(`\u001b[1A\r\u001b[2C`);
  });

  it('gives pasted lines to the reads that follow', async () => {
    const { line, read, type } = openEditor();
    expect(await line('one\rtwo\rthr')).toBe('one');
    expect(await read('> ')).toBe('two');
    const third = read('> ');
    type('\r');
    expect(await third).toBe('thr');
  });

  it('clears the line at Ctrl-C, and ends at Ctrl-D', async () => {
    const { read, type, output } = openEditor();
    const first = read('> ');
    type(`one${INTERRUPT}dropped\r`);
    type('two\r');
    expect(await first).toBe('two');
    expect(output()).toContain('one^C');
    const last = read('> ');
    type('\u0004');
    expect(await last).toBeUndefined();
  });

  it('interrupts a command, and drops what was typed meanwhile', async () => {
    const { line, type, interrupts } = openEditor();
    type('junk\r');
    type(INTERRUPT);
    expect(interrupts()).toBe(1);
    expect(await line('one')).toBe('one');
  });
});

describe('prompts of the page', () => {
  const choices = [
    { value: '4K', name: '4K small' },
    { value: '2M', name: '2M huge' },
    { value: '1G', name: '1G gigantic', disabled: 'nothing left' },
  ];

  it.each([
    ['2\r', '2M'],
    ['4K\r', '4K'],
    ['\r', '2M'],
    ['3\r9\r1\r', '4K'],
  ])('take a number, a value or the default: %j', async (data, value) => {
    const editor = openEditor();
    const prompts = openPagePrompts(editor, () => {});
    const answer = prompts.select('Alignment', choices, '2M');
    editor.type(data);
    expect(await answer).toBe(value);
  });

  it('are ended by Ctrl-C, and are not in the history', async () => {
    const editor = openEditor();
    const prompts = openPagePrompts(editor, () => {});
    const size = prompts.input('Size', {
      start: '1G',
      check: (text) => (text === 'x' ? 'no size' : undefined),
    });
    editor.type('x\r64M\r');
    expect(await size).toBe('64M');
    const stopped = prompts.select('Alignment', choices);
    editor.type(INTERRUPT);
    await expect(stopped).rejects.toMatchObject({ name: 'Interruption' });
    expect(await editor.line(UP)).toBe('');
  });
});
