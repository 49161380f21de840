/**
 * `npm run ndctl-tests -- CHECKOUT [SCRIPT..]`: runs the shell scripts of a checkout of ndctl, unmodified, with the
 * drop-ins and with the real tools. All scripts together write docs/ndctl-tests.md; single ones only print.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pageOf, type Result, type Row } from './page.ts';
import { makeBuild } from './programs.ts';
import { reasonFor } from './reason.ts';
import { type Mode, runScript } from './run-script.ts';

const OUT = 'docs/ndctl-tests.md';
const LOGS = 'node_modules/.cache/ndctl-tests';
const BUILD = 'node_modules/.cache/ndctl-build';
/** Seconds; monitor.sh alone sleeps for 50. */
const LIMIT = 240;

const MEMSIM = resolve('bin/memsim');

const [checkout, ...names] = process.argv.slice(2);
if (checkout === undefined) throw new Error('usage: npm run ndctl-tests -- CHECKOUT [SCRIPT..]');
const tests = resolve(checkout, 'test');
const scripts =
  names.length > 0
    ? names
    : readdirSync(tests)
        .filter((name) => name.endsWith('.sh'))
        .sort();
mkdirSync(LOGS, { recursive: true });
const text = (program: string, argv: string[], cwd = '.'): string =>
  execFileSync(program, argv, { encoding: 'utf8', cwd }).trim();
const version = text('git', ['describe', '--tags', '--always'], tests);
const build = makeBuild(resolve(checkout), resolve(BUILD), version.replace(/^v/, ''), console.log);

async function run(script: string, mode: Mode): Promise<Result> {
  const ended = await runScript({ memsim: MEMSIM, build, script: join(tests, script) }, mode, LIMIT);
  writeFileSync(join(LOGS, `${script}.${mode}.log`), ended.output);
  const reason = reasonFor(ended);
  console.log(`${script} ${mode}: ${ended.rc ?? 'no end'} after ${ended.seconds.toFixed(1)} s ${reason}`);
  return { rc: ended.rc, reason };
}

const rows: Row[] = [];
for (const script of scripts) {
  if (!existsSync(join(tests, script))) throw new Error(`${script} is not in ${tests}`);
  rows.push({ script, dropIns: await run(script, 'drop-ins'), real: await run(script, 'real') });
}
if (names.length === 0)
  writeFileSync(
    OUT,
    pageOf({
      checkout: version,
      real: text('ndctl', ['--version']),
      rows,
    }),
  );
