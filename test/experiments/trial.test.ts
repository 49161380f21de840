import { describe, expect, it } from 'vitest';
import { compareTrials } from '../../src/experiments/compare.ts';
import { sweepRow } from '../../src/experiments/sweep.ts';
import {
  alarms,
  type CommandRecord,
  outcomeOf,
  outcomeText,
  type Trial,
} from '../../src/experiments/trial.ts';
import type { LogLine } from '../../src/kernel/kernel/printk.ts';

const line = (text: string, part: Partial<LogLine> = {}): LogLine => ({
  time: 0,
  level: 'info',
  text,
  ...part,
});
const warn = (text: string, part = {}): LogLine =>
  line(text, { level: 'warn', warning: { at: 'mm/a.c:1', function: 'f', calls: [], ...part } });
const step = (part: Partial<CommandRecord> = {}): CommandRecord => ({
  ...{ argv: ['list'], rc: 0, stdout: '', stderr: '', log: [] },
  ...part,
});
const trial = (kernel: string, ...steps: CommandRecord[]): Trial => ({ kernel, steps });

describe('alarms', () => {
  it('are the text of a WARN on either line, or its position', () => {
    const log = [
      warn('said'),
      line('said before', { level: 'warn' }),
      warn('', { textBefore: true }),
      warn(''),
    ];
    expect(alarms(trial('5.2', step({ log })))).toEqual(['said', 'said before', 'WARNING at mm/a.c:1 f']);
  });

  it('contain a multi-line oops once', () => {
    const log = [
      line('BUG: a', { level: 'alert' }),
      line('RIP: b', { level: 'alert' }),
      line(' c', { level: 'emerg' }),
    ];
    expect(alarms(trial('5.2', step({ log }), step({ log })))).toEqual(['BUG: a', 'BUG: a']);
  });
});

describe('the outcome', () => {
  it('is the last exit code, and whether the kernel warned or crashed', () => {
    const warned = trial('5.2', step({ rc: 3 }), step({ log: [warn('x')] }));
    expect(outcomeText(outcomeOf(warned))).toBe('exit 0, WARN');
    expect(outcomeText(outcomeOf({ ...warned, crashed: 'why' }))).toBe('exit 0, crashed');
  });
});

describe('compareTrials', () => {
  it('merges answers that differ only in uuids', () => {
    const with_ = (uuid: string) => step({ stdout: `{"uuid":"${uuid}"}` });
    const a = with_('f7e79d2b-47f6-4630-9ce3-01f0b8829f5c');
    const b = with_('239126bd-675b-4122-bf5d-b9e0278cdcb2');
    expect(compareTrials([trial('4.9', a), trial('5.3', b)], { boots: true }).partings).toEqual([]);
  });

  it('compares only the warnings of a boot', () => {
    const boot = (...log: LogLine[]) => step({ argv: ['boot'], log });
    const quiet = boot(line('e820: a'));
    expect(
      compareTrials([trial('4.9', quiet), trial('5.3', boot(line('b')))], { boots: false }).partings,
    ).toEqual([]);
    const { partings, commands } = compareTrials([trial('4.9', quiet), trial('5.3', boot(warn('c')))], {
      boots: false,
    });
    expect(partings).toMatchObject([{ index: 0, answers: [{ kernels: ['4.9'] }, { log: ['WARNING: c'] }] }]);
    expect(commands).toBe(0);
  });

  it('lists each command with different answers', () => {
    const steps = (rc: number) => [step(), step({ rc }), step({ rc: 0 })];
    const trials = [trial('4.9', ...steps(250)), trial('5.2', ...steps(250)), trial('5.3', ...steps(0))];
    const { partings } = compareTrials(trials, { boots: true });
    expect(partings).toHaveLength(1);
    expect(partings[0]).toMatchObject({
      index: 2,
      answers: [{ kernels: ['4.9', '5.2'] }, { kernels: ['5.3'] }],
    });
  });
});

describe('sweepRow', () => {
  it('has the first failure, the first warning and a summary of the last answer', () => {
    const failed = step({
      argv: ['create-namespace', '-f'],
      rc: 250,
      stderr: 'one\ntwo\n\n',
      log: [warn('w')],
    });
    expect(sweepRow(trial('4.9', failed, step({ stdout: '[\n  {\n    "a":1\n  }\n]\n' })))).toEqual({
      kernel: '4.9',
      outcome: 'failed',
      failed: { command: 'create-namespace -f', rc: 250 },
      complaint: 'w',
      answer: '[{"a":1}]',
    });
    expect(sweepRow(trial('4.9', failed)).answer).toBe('two');
    expect(sweepRow(trial('4.9', step({ log: [warn('w')] }))).outcome).toBe('WARN');
    expect(sweepRow({ ...trial('4.9', failed), crashed: 'why' }).outcome).toBe('crashed');
    expect(sweepRow(trial('4.9', step())).outcome).toBe('ok');
  });
});
