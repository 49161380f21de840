/**
 * `npm run torture`: hostile and damaged inputs by the thousand, kills at system calls, many writers, full
 * disks. Prints counts and seeds; a failing input is shrunk and printed as a script.
 */
import { parseArgs } from 'node:util';
import { FAMILIES } from './families.ts';
import { torture } from './family.ts';
import { atEveryCall, fullDisk, type Report, writers } from './processes.ts';

const HELP = `npm run torture -- [--cases N] [--seed N] [--only NAME] [--no-processes]

  --cases         cases in all, roughly (100000)
  --seed          repeats a run (a new one each time)
  --only          families whose name contains this
  --no-processes  leaves out kills, writers and full disks
`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
    'no-processes': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function tell({ name, cases, failures }: Report): number {
  console.log(`${name}: ${cases} cases, ${failures.length} failures`);
  for (const failure of failures) console.log(`  ${failure}`);
  return cases;
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  let total = 0;
  let failed = 0;
  for (const { family, share } of FAMILIES) {
    if (!family.name.includes(values.only)) continue;
    const outcome = await torture(
      family,
      Math.max(1, Math.round((share * Number(values.cases)) / 1000)),
      seed,
    );
    total += outcome.cases;
    console.log(`${outcome.name}: ${outcome.cases} cases, seed ${seed}, ${outcome.seconds.toFixed(0)} s`);
    if (outcome.failure === undefined) continue;
    failed++;
    console.log(`  FAILS: ${outcome.failure.why}\n${outcome.failure.script.replace(/^/gm, '    ')}`);
  }
  const reports: (() => Report | Promise<Report>)[] = [
    () => atEveryCall(40),
    () => writers(20, 5, 0),
    () => writers(50, 4, 0),
    () => writers(20, 10, 10),
    () => fullDisk(64),
  ];
  if (!values['no-processes'] && values.only === '')
    for (const run of reports) {
      const report = await run();
      total += tell(report);
      failed += report.failures.length;
    }
  console.log(`${total} cases, ${failed} failures, seed ${seed}`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
