/** A difference as prove prints it: the lines that only one side has. */
import { visible } from '../../../src/lib/controls.ts';
import type { Difference } from '../../../src/replay/difference.ts';
import type { FailedStep } from '../../../src/replay/replay.ts';

/** Lines printed of each side; a listing may differ in hundreds. */
const MOST = 12;
/** Characters printed of a line; label areas are dumped in one. */
const WIDTH = 200;

const linesOf = (texts: readonly string[]): string[] => texts.flatMap((text) => text.split('\n'));

/** Takes from `lines` one for each equal one of `others`. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const short = (line: string): string => {
  const text = visible(line);
  return text.length > WIDTH ? `${text.slice(0, WIDTH)}..` : text;
};

const shown = (side: string, lines: readonly string[]): string[] => [
  ...lines.slice(0, MOST).map((line) => `    ${side}  ${short(line)}`),
  ...(lines.length > MOST ? [`    ${side}  .. ${lines.length - MOST} more lines`] : []),
];

function tellDifference({ what, recorded, ours }: Difference): string[] {
  const [theirs, mine] = [linesOf(recorded), linesOf(ours)];
  const only = [without(theirs, mine), without(mine, theirs)] as const;
  // The same lines in another order.
  const [kernel, memsim] = only[0].length + only[1].length > 0 ? only : [theirs, mine];
  return [`  ${what}:`, ...shown('kernel', kernel), ...shown('memsim', memsim)];
}

/** The command and what each side answered. */
export const tell = ({ command, differences }: FailedStep): string[] => [
  command,
  ...differences.flatMap(tellDifference),
];
