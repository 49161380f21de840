import { describe, expect, it } from 'vitest';
import { emptyMedia } from '../../../src/firmware/media.ts';
import type { KernelState } from '../../../src/kernel/state.ts';
import { newCommandLog } from '../../../src/machine/command-log.ts';
import type { SavedMachine } from '../../../src/machine/machine.ts';
import { decodeState, encodeState } from '../../../src/machine/state/state-file.ts';

const request = { kernel: '6.1', cmdline: 'memmap=4G!8G', seed: 7 };
const platform = {
  e820: [],
  reserved: [],
  buses: [],
  numa: [],
  cpus: [],
  pci: [],
  virtioPmem: [],
  physBits: 46,
  hypervisor: true,
};
const SAVED: SavedMachine = {
  request,
  firmware: { platform, media: emptyMedia() },
  commandLog: newCommandLog(platform, request),
  kernel: { release: '6.1.0-56-amd64', cmdline: 'memmap=4G!8G' } as KernelState,
};

const refused = (data: Uint8Array): string => {
  try {
    decodeState(data, '/x/state');
  } catch (error) {
    expect(error).toMatchObject({ name: 'Refusal', exitCode: 3 });
    return (error as Error).message;
  }
  throw new Error('was read');
};

const edited = (edit: (text: string) => string): Uint8Array =>
  Buffer.from(edit(Buffer.from(encodeState(SAVED)).toString()));

describe('a state file', () => {
  it('gives back what was put in', () => {
    expect(decodeState(encodeState(SAVED), '/x/state')).toEqual(SAVED);
  });

  it('is refused when a single character changed', () => {
    expect(refused(edited((text) => text.replace('4G!8G', '4G!9G')))).toMatch(/^\/x\/state: damaged/);
  });

  it('is refused when it is cut short, however short', () => {
    const whole = encodeState(SAVED);
    for (let length = 0; length < whole.length; length += 13)
      expect(refused(whole.subarray(0, length))).toMatch(/damaged|not a memsim state file/);
  });

  it('is refused when something follows', () => {
    expect(refused(edited((text) => `${text} `))).toMatch(/damaged/);
  });

  it('is refused when it is something else', () => {
    expect(refused(Buffer.from('{"schema":1}\n{}'))).toMatch(/not a memsim state file/);
  });

  it('is refused by name when a newer memsim wrote it', () => {
    expect(refused(edited((text) => text.replace('memsim-state 5', 'memsim-state 6')))).toMatch(
      /written by a newer memsim \(state schema 6/,
    );
  });

  it('is read when it has the schema before, which called the command log history', () => {
    const { commandLog, ...rest } = SAVED;
    const older = Buffer.from(encodeState({ ...rest, history: commandLog } as unknown as SavedMachine));
    const text = older.toString().replace('memsim-state 5', 'memsim-state 4');
    expect(decodeState(Buffer.from(text), '/x/state')).toEqual(SAVED);
  });

  it('is refused by name when a much older memsim wrote it', () => {
    expect(refused(edited((text) => text.replace('memsim-state 5', 'memsim-state 3')))).toMatch(
      /written by an older memsim \(state schema 3\); 'memsim reset' starts anew/,
    );
  });

  it('says the way out in the same line', () => {
    expect(refused(Buffer.from('x'))).toMatch(/'memsim reset' starts anew/);
    expect(refused(Buffer.from('x'))).not.toContain('\n');
  });
});
