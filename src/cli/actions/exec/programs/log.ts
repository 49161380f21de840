/** dmesg of util-linux 2.38 and `journalctl -k`: the log of the emulated kernel, whose clock starts at boot. */
import type { ToolResult } from '../../../../tools/tool.ts';
import { joinLines } from '../../../../views/base/text.ts';
import { type DmesgEntry, dmesgModel, stamp } from '../../../../views/text/dmesg.ts';
import { currentMachine } from '../../../session/current-machine.ts';
import type { Session } from '../../../session/session.ts';

/** Number of log records that `dmesg --clear` hides, by kernel: a new boot has a new log. */
const cleared = new WeakMap<object, number>();

async function entriesOf(session: Session): Promise<{ log: object; entries: DmesgEntry[] }> {
  const { log } = (await currentMachine(session)).kernel.state;
  return { log, entries: dmesgModel(log).entries };
}

const linesOf = (entries: readonly DmesgEntry[], prefix: (time: number) => string): string[] =>
  entries.flatMap(({ time, lines }) => lines.map((line) => prefix(time) + line));

const printed = (lines: readonly string[]): ToolResult => ({
  rc: 0,
  stdout: joinLines(lines),
  stderr: '',
});

interface Options {
  has(letter: string, long: string): boolean;
  /** The value of an option: attached, after `=`, or the next word; undefined without the option. */
  value(letter: string, long: string): string | undefined;
}

/**
 * Options by their letter, alone or behind others, and their long name.
 *
 * @param valued letters of the options that take a value, which ends a word
 */
function optionsIn(argv: readonly string[], valued: string): Options {
  const short = (letter: string): RegExp => new RegExp(`^-[^-${valued}]*${letter}(.*)$`);
  return {
    has: (letter, long) => argv.some((word) => word === `--${long}` || short(letter).test(word)),
    value(letter, long) {
      const at = argv.findIndex(
        (word) => word === `--${long}` || word.startsWith(`--${long}=`) || short(letter).test(word),
      );
      const word = argv[at] ?? '';
      if (word.startsWith('--'))
        return word.includes('=') ? word.slice(long.length + 3) : (argv[at + 1] ?? '');
      return at < 0 ? undefined : short(letter).exec(word)![1] || (argv[at + 1] ?? '');
    },
  };
}

/** Options of dmesg with a value: facility, level, console level, buffer size, file. */
const DMESG_VALUED = 'flnsF';

/** Options: -c, -C, -t, -l LEVELS; -k, -T, --color and others that only change the look are ignored. */
export async function dmesg(session: Session, argv: readonly string[]): Promise<ToolResult> {
  const { log, entries } = await entriesOf(session);
  const { has, value } = optionsIn(argv, DMESG_VALUED);
  const clears = has('C', 'clear');
  const left = entries.slice(cleared.get(log) ?? 0);
  if (clears || has('c', 'read-clear')) cleared.set(log, entries.length);
  const levels = value('l', 'level')?.split(',');
  const wanted = levels === undefined ? left : left.filter(({ level }) => levels.includes(level));
  return clears ? printed([]) : printed(linesOf(wanted, has('t', 'notime') ? () => '' : stamp));
}

/** Options of journalctl with a value: lines, output, priority, unit, pattern, times. */
const JOURNALCTL_VALUED = 'nopugSU';
/** Lines of `journalctl -n` without a number. */
const USUAL_LINES = 10;

/**
 * Options: -r, -n COUNT. The log has no wall clock: lines have the kernel's time, and `--since` selects nothing
 * away.
 */
export async function journalctl(session: Session, argv: readonly string[]): Promise<ToolResult> {
  const { entries } = await entriesOf(session);
  const lines = linesOf(entries, (time) => `${stamp(time)}kernel: `);
  const { has, value } = optionsIn(argv, JOURNALCTL_VALUED);
  const count = value('n', 'lines');
  const isNumber = count !== undefined && /^\d+$/.test(count);
  const left = count === undefined || count === 'all' ? lines.length : isNumber ? Number(count) : USUAL_LINES;
  const last = lines.slice(Math.max(0, lines.length - left));
  return printed(has('r', 'reverse') ? last.reverse() : last);
}
