/** docs/truth.md: how true memsim is, by release, kind of memory and surface. */
import { RELEASES, type Release } from '../../src/kernel/history/releases.ts';
import { type Counts, SURFACES } from './counts.ts';
import { KINDS, type KindId } from './kinds.ts';
import { type Standing, standingOf } from './standing.ts';

const TITLES = { tool: 'tool output', sysfs: 'sysfs', log: 'log', iomem: 'iomem', zones: 'zones' } as const;

const INTRO = `# How true it is

The behaviour of memsim comes from recordings of real kernels and tools, or from their source. The tables show which. A
cell is

- **N recorded**: N results of a real kernel with the real ndctl and daxctl were recorded, and memsim gives all of
  them; *M of N* if it gives only M;
- **read**: the source of the release was read for it; the nearest recorded release is in brackets, if there is one;
- **reported**: known commits, or messages about them, make it differ from the recorded release in brackets;
- **unverified**: no recording, and no known commit that makes it differ from the recorded release in brackets;
- **–**: the release has no such memory.

A result counts once for each kind of memory on its machine. \`memsim replay\` compares recordings again,
\`npm run record\` makes new ones, \`npm run prove\` looks for differences by random walks on a real kernel.
`;

function cell(standing: Standing): string {
  if (standing.is === 'absent') return '–';
  if (standing.is === 'recorded') {
    const { recorded, matched } = standing;
    return matched === recorded ? `${recorded} recorded` : `*${matched} of ${recorded}*`;
  }
  return standing.from === undefined ? standing.is : `${standing.is} (${standing.from})`;
}

interface Row {
  first: string;
  last: string;
  cells: string[];
}

/** The releases of a kind in order; those in a row that say the same share one line. */
function rowsOf(kind: KindId, counts: Counts): Row[] {
  const rows: Row[] = [];
  const line = (release: Release): string[] =>
    SURFACES.map((surface) => cell(standingOf(release, kind, surface, counts)));
  for (const release of RELEASES) {
    const cells = line(release);
    const before = rows.at(-1);
    if (before?.cells.join() === cells.join()) before.last = release.name;
    else rows.push({ first: release.name, last: release.name, cells });
  }
  return rows;
}

/** Recorded releases that memsim does not boot by name. */
const others = (kind: KindId, counts: Counts): Row[] =>
  Object.keys(counts)
    .filter((name) => !RELEASES.some((release) => release.name === name) && counts[name]![kind] !== undefined)
    .map((name) => ({
      first: name,
      last: name,
      cells: SURFACES.map((surface) => {
        const [recorded, matched] = counts[name]![kind]![surface] ?? [0, 0];
        return recorded === 0 ? 'unverified' : cell({ is: 'recorded', recorded, matched });
      }),
    }));

const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(kind: KindId, counts: Counts): string {
  const rows = [...rowsOf(kind, counts), ...others(kind, counts)];
  const names = ({ first, last }: Row): string => (first === last ? first : `${first} to ${last}`);
  return [
    `## ${KINDS[kind].title}`,
    '',
    tableRow(['kernel', ...SURFACES.map((surface) => TITLES[surface])]),
    tableRow(['---', ...SURFACES.map(() => '---')]),
    ...rows.map((row) => tableRow([names(row), ...row.cells])),
    '',
  ].join('\n');
}

/** The page, as Markdown. */
export const truthPage = (counts: Counts): string =>
  [INTRO, ...(Object.keys(KINDS) as KindId[]).map((kind) => table(kind, counts))].join('\n');
