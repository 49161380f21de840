/** dmesg of util-linux 2.38 and `journalctl -k`: the log of the emulated kernel, whose clock starts at boot. */
import type { ToolResult } from '../../../../tools/tool.ts';
import { type DmesgEntry, dmesgModel } from '../../../../views/text/dmesg.ts';
import { currentMachine } from '../../../session/current-machine.ts';
import type { Session } from '../../../session/session.ts';

/** Number of log records that `dmesg --clear` hides, by kernel: a new boot has a new log. */
const cleared = new WeakMap<object, number>();

async function entriesOf(session: Session): Promise<{ log: object; entries: DmesgEntry[] }> {
  const { log } = (await currentMachine(session)).kernel.state;
  return { log, entries: dmesgModel(log).entries };
}

const stamp = (seconds: number): string => `[${seconds.toFixed(6).padStart(12)}] `;

const linesOf = (entries: readonly DmesgEntry[], prefix: (time: number) => string): string[] =>
  entries.flatMap(({ time, lines }) => lines.map((line) => prefix(time) + line));

const printed = (lines: readonly string[]): ToolResult => ({
  rc: 0,
  stdout: lines.map((line) => `${line}\n`).join(''),
  stderr: '',
});

/** Tests for an option by its letter, alone or with others, or its long name. */
const has = (argv: readonly string[], letter: string, long: string): boolean =>
  argv.some((word) => word === `--${long}` || new RegExp(`^-\\w*${letter}`).test(word));

/** Options: -c, -C, -t, -l LEVELS; -k, -T, --color and others that only change the look are ignored. */
export async function dmesg(session: Session, argv: readonly string[]): Promise<ToolResult> {
  const { log, entries } = await entriesOf(session);
  const clears = has(argv, 'C', 'clear');
  const left = entries.slice(cleared.get(log) ?? 0);
  if (clears || has(argv, 'c', 'read-clear')) cleared.set(log, entries.length);
  const at = argv.findIndex((word) => word === '-l' || word === '--level');
  const levels = at < 0 ? undefined : (argv[at + 1] ?? '').split(',');
  const wanted = levels === undefined ? left : left.filter(({ level }) => levels.includes(level));
  return clears ? printed([]) : printed(linesOf(wanted, has(argv, 't', 'notime') ? () => '' : stamp));
}

/**
 * Options: -r, -n COUNT. The log has no wall clock: lines have the kernel's time, and `--since` selects nothing
 * away.
 */
export async function journalctl(session: Session, argv: readonly string[]): Promise<ToolResult> {
  const { entries } = await entriesOf(session);
  const lines = linesOf(entries, (time) => `${stamp(time)}kernel: `);
  const at = argv.findIndex((word) => word === '-n' || word === '--lines');
  const last = at < 0 ? lines : lines.slice(-Number(argv[at + 1] ?? lines.length));
  return printed(has(argv, 'r', 'reverse') ? last.reverse() : last);
}
