/** The results of a replay as text. */
import { smallDiff } from './difference.ts';
import type { FailedStep, ReplayResult } from './replay.ts';

/** A result with the name of its file. */
export interface NamedResult extends ReplayResult {
  /** The file name as given. */
  file: string;
}

const summary = (matched: number, steps: number): string => `${matched} of ${steps} steps match`;

function failedStep(file: string, failed: FailedStep): string[] {
  const where = failed.step === 0 ? `boot ${failed.boot}` : `boot ${failed.boot} step ${failed.step}`;
  return [
    `${file}: ${where}: ${failed.command}`,
    ...failed.differences.flatMap((difference) => [
      `  ${difference.what}:`,
      ...smallDiff(difference).map((line) => `    ${line}`),
    ]),
  ];
}

/** The differences of one file as lines; empty if all steps match. */
export const reportFile = (result: NamedResult): string[] =>
  result.failed.flatMap((failed) => failedStep(result.file, failed));

const folderOf = (file: string): string => file.split('/').slice(0, -1).join('/') || '.';

/** Totals by folder if there are several, and the overall total as the last line. */
export function reportSums(results: NamedResult[]): string[] {
  const folders = new Map<string, { matched: number; steps: number }>();
  const all = { matched: 0, steps: 0 };
  for (const { file, matched, steps } of results) {
    const sum = folders.get(folderOf(file)) ?? { matched: 0, steps: 0 };
    folders.set(folderOf(file), { matched: sum.matched + matched, steps: sum.steps + steps });
    all.matched += matched;
    all.steps += steps;
  }
  const parts = [...folders].map(([folder, sum]) => `${folder}: ${summary(sum.matched, sum.steps)}`);
  return [...(parts.length > 1 ? parts : []), summary(all.matched, all.steps)];
}
