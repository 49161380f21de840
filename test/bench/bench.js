/**
 * Figures that are promised, as ratios where a machine's speed would show: start-up against bare node,
 * a huge machine against a small one, replay speed, ten thousand namespaces in one region, and a thousand dax
 * devices of Soft Reserved memory on a machine of 16 nodes. Where valgrind is installed, instructions are
 * counted too, which other load on the machine does not change.
 * Run with `npm run bench`, after `npm run build`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '..', '..');
const MEMSIM = join(ROOT, 'bin', 'memsim');
const scratch = mkdtempSync(join(tmpdir(), 'memsim-bench-'));
const GiB = 2 ** 30;
const TiB = 2 ** 40;

const report = (what, value) => console.log(`${what.padEnd(58)} ${value}`);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (value) => `${value.toFixed(1)} ms`;

// Extra certificates make the start of bare node three times dearer, which hides that of memsim.
const { NODE_EXTRA_CA_CERTS: _, ...clean } = process.env;
const environment = (state) => ({ ...clean, MEMSIM_STATE: join(scratch, state), NO_COLOR: '1' });

/** CPU time of a command in milliseconds, user and system, children included. */
function cpu(command, args, state = 'none', input = '', mayFail = false) {
  const script = `TIMEFORMAT='%3U %3S'; time "$0" "$@" >/dev/null 2>/dev/null`;
  const { stderr, status } = spawnSync('bash', ['-c', script, command, ...args], {
    env: environment(state),
    input,
    encoding: 'utf8',
  });
  const times = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  if (status !== 0 && !mayFail) throw new Error(`${command} ${args.join(' ')}: exit ${status}`);
  return (times[0] + times[1]) * 1000;
}

/** Notes what a command took: of the CPU, and from start to end. */
function sample(samples, run) {
  const start = performance.now();
  samples.cpu.push(run());
  samples.elapsed.push(performance.now() - start);
}

const memsim = (args, state, input) => cpu(process.execPath, [MEMSIM, ...args], state, input);

/** Commands of a start, in the order that create and destroy need. */
const STARTS = [
  ['--version'],
  ['--help'],
  ['completion', 'bash'],
  ['list'],
  ['ndctl', 'list'],
  ['sections'],
  ['cat', '/proc/iomem'],
  ['create-namespace', '-m', 'fsdax'],
  ['destroy-namespace', '-f', 'all'],
];

/** Rounds in which bare node and each command run in turn; the ratios are those of the medians. */
function startUp() {
  const rounds = 15;
  memsim(['boot'], 'default');
  const bare = [];
  const taken = STARTS.map(() => []);
  for (let i = 0; i < rounds; i++) {
    bare.push(cpu(process.execPath, ['-e', '0']));
    for (const [at, args] of STARTS.entries()) taken[at].push(memsim(args, 'default'));
  }
  report('start-up: node -e 0', ms(median(bare)));
  for (const [at, args] of STARTS.entries())
    report(`start-up: ${args.join(' ')} / node -e 0`, `${(median(taken[at]) / median(bare)).toFixed(2)} x`);
}

/**
 * Instructions of a command in millions; undefined without valgrind. V8 searches primes for the seed of its hash
 * tables, which takes 4 to 16 million by chance. With this seed it is 9 million, near the median, for all.
 */
function instructionsOf(args) {
  const options = ['--tool=callgrind', '--callgrind-out-file=/dev/null', '--smc-check=all-non-file'];
  const { stderr } = spawnSync('valgrind', [...options, process.execPath, '--random-seed=7', ...args], {
    env: environment('default'),
    encoding: 'utf8',
  });
  const [, count] = /Collected : (\d+)/.exec(stderr ?? '') ?? [];
  return count === undefined ? undefined : Number(count) / 1e6;
}

function instructions() {
  const bare = instructionsOf(['-e', '0']);
  if (bare === undefined) return report('instructions', 'not counted: valgrind is not installed');
  report('instructions: node -e 0', `${bare.toFixed(0)} M`);
  for (const args of STARTS) {
    const count = instructionsOf([MEMSIM, ...args]);
    report(`instructions: ${args.join(' ')}`, `${count.toFixed(0)} M, ${(count / bare).toFixed(2)} x`);
  }
}

const hex = (value) => `0x${value.toString(16)}`;

function platformFile(name, ramEnd, pmem) {
  const e820 = [
    { start: '0x0', end: '0x9fbff', type: 'usable' },
    { start: '0x100000', end: '0xbfffffff', type: 'usable' },
    { start: hex(4 * GiB), end: hex(ramEnd - 1), type: 'usable' },
    ...pmem.map(({ start, size }) => ({
      start: hex(start),
      end: hex(start + size - 1),
      type: 'persistent (type 12)',
    })),
  ];
  const file = join(scratch, `${name}.json`);
  writeFileSync(file, JSON.stringify({ e820 }));
  return file;
}

function sizes() {
  const small = platformFile('small', 16 * GiB, [{ start: 16 * GiB, size: 4 * GiB }]);
  const ranges = Array.from({ length: 64 }, (_, i) => ({ start: (1024 + i * 48) * TiB, size: 32 * TiB }));
  const large = platformFile('large', 1024 * TiB, ranges);
  const boots = 40;
  const cost = (file, state) => {
    const script = (count) => `boot --platform ${file}\n`.repeat(count);
    const many = median([1, 2, 3].map(() => memsim(['run', '-'], state, script(boots))));
    const one = median([1, 2, 3].map(() => memsim(['run', '-'], state, script(1))));
    return (many - one) / (boots - 1);
  };
  const whole = (file, state) =>
    median(Array.from({ length: 7 }, () => memsim(['boot', '--platform', file], state)));
  report(
    'boot: 4 PiB / 16 GiB, the whole command',
    `${(whole(large, 'large') / whole(small, 'small')).toFixed(2)} x`,
  );
  const bytes = (state) => statSync(join(scratch, state, 'state')).size;
  const [a, b] = [cost(small, 'small'), cost(large, 'large')];
  report('boot: 16 GiB with one pmem range', ms(a));
  report('boot: 4 PiB with 64 pmem ranges', ms(b));
  report('boot: 4 PiB / 16 GiB, in a process that runs', `${(b / a).toFixed(2)} x`);
  report('state: 16 GiB, 4 PiB', `${bytes('small')} and ${bytes('large')} bytes`);
}

/** Blocks of 2 GiB that go offline and online again. */
function blocks() {
  const turns = 150;
  const cost = (name, ramEnd) => {
    const file = platformFile(name, ramEnd, []);
    const block = `/sys/devices/system/memory/memory${Math.floor(ramEnd / GiB / 4)}`;
    const turn = `write ${block}/state offline\nwrite ${block}/state online\n`;
    const script = (count) => `boot --platform ${file}\n${turn.repeat(count)}`;
    const run = (count) => median([1, 2, 3].map(() => memsim(['run', '--strict', '-'], name, script(count))));
    return (run(turns) - run(1)) / (turns - 1);
  };
  const [a, b] = [cost('ram-128g', 128 * GiB), cost('ram-64t', 64 * TiB)];
  report('memory block off and on: 128 GiB', ms(a));
  report('memory block off and on: 64 TiB', `${ms(b)}, ${(b / a).toFixed(2)} x`);
}

/** Steps of recordings and commands of a script in a second of the CPU, starting up included. */
function replays() {
  const transcripts = join(ROOT, 'fixtures', 'transcripts');
  const folders = readdirSync(transcripts).map((name) => join(transcripts, name));
  const { stdout } = spawnSync(process.execPath, [MEMSIM, 'replay', ...folders], {
    encoding: 'utf8',
    env: environment('none'),
    maxBuffer: GiB,
  });
  const last = stdout.trim().split('\n').at(-1);
  const steps = Number(/of (\d+) steps/.exec(last)[1]);
  const taken = median(
    [1, 2, 3].map(() => cpu(process.execPath, [MEMSIM, 'replay', ...folders], 'none', '', true)),
  );
  report('replay: result', last);
  report('replay: steps per second of CPU', Math.round(steps / (taken / 1000)));
}

/** Commands that scripts mix: looks, and namespaces that are created and destroyed. */
const MIX = ['list', 'create-namespace -m devdax', 'daxctl list', 'sections', 'destroy-namespace -f all'];

function scripts() {
  const turns = 400;
  const script = `boot\n${`${MIX.join('\n')}\n`.repeat(turns)}`;
  const taken = median([1, 2, 3].map(() => memsim(['run', '--strict', '-'], 'script', script)));
  report('run: commands per second of CPU', Math.round((turns * MIX.length) / (taken / 1000)));
}

/** A machine with one region whose labels have room for ten thousand namespaces. */
function bootLabels(state) {
  const size = 256 * GiB;
  const file = join(scratch, 'labels.json');
  // Namespaces smaller than a section have their page structs in RAM.
  const e820 = [{ start: '0x0', end: hex(8 * GiB - 1), type: 'usable' }];
  const nvdimms = [{ handle: 1, physId: 1, serial: 1, size, labelSize: 2 ** 22, address: hex(256 * GiB) }];
  writeFileSync(file, JSON.stringify({ e820, nvdimms }));
  const prepare = ['disable-region region0', 'init-labels -f nmem0', 'enable-region region0'];
  memsim(['run', '--strict', '-'], state, [`boot --platform ${file}`, ...prepare].join('\n'));
}

const createLine = (mode) => ['create-namespace', '-s', '16M', '-m', mode];

/** CPU of one create and one destroy, as commands of their own, on the machine of `state`. */
function oneOfEach(state, mode) {
  const creates = [];
  const destroys = [];
  for (let i = 0; i < 3; i++) {
    creates.push(memsim(createLine(mode), state));
    destroys.push(memsim(['destroy-namespace', '-f', `namespace0.${i + 1}`], state));
  }
  return { create: median(creates), destroy: median(destroys) };
}

/** The most memory that a command had, in MiB. */
function peak(args, state) {
  const { stderr } = spawnSync('/usr/bin/time', ['-f', '%M', process.execPath, MEMSIM, ...args], {
    env: environment(state),
    encoding: 'utf8',
  });
  const kib = Number(stderr?.trim().split('\n').at(-1));
  return Number.isNaN(kib) ? 'not measured: /usr/bin/time is not installed' : `${Math.round(kib / 1024)} MiB`;
}

/** The exponent by which a cost grows with the number of namespaces. */
const exponent = (from, to, few, many) => (Math.log(to / from) / Math.log(many / few)).toFixed(2);

/** One command on the large machine of `state` against one on a machine with few namespaces. */
function growth(state, mode, many) {
  const few = 500;
  bootLabels('few');
  memsim(['run', '--strict', '-'], 'few', `${createLine(mode).join(' ')}\n`.repeat(few));
  const [a, b] = [oneOfEach('few', mode), oneOfEach(state, mode)];
  for (const what of ['create', 'destroy'])
    report(
      `${mode}: one ${what}, ${few} and ${many} namespaces`,
      `${ms(a[what])} and ${ms(b[what])}, exponent ${exponent(a[what], b[what], few, many)}`,
    );
}

async function namespaces(mode, count) {
  bootLabels(mode);
  const child = spawn(process.execPath, [MEMSIM, 'run', '--json', '-'], { env: environment(mode) });
  child.stdin.end(`${createLine(mode).join(' ')}\n`.repeat(count));
  const times = [performance.now()];
  let failed = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    times.push(performance.now());
    if (JSON.parse(line).rc !== 0) failed++;
  }
  // The first ones also warm the engine up.
  const first = times[1100] - times[1000];
  const last = times.at(-1) - times.at(-101);
  report(`${mode}: ${times.length - 1} creates, ${failed} failed`, ms(times.at(-1) - times[0]));
  report(`${mode}: a hundred after the first thousand`, ms(first));
  report(`${mode}: the last hundred`, `${ms(last)}, ${(last / first).toFixed(2)} x`);
  const bare = { cpu: [], elapsed: [] };
  const list = { cpu: [], elapsed: [] };
  for (let i = 0; i < 5; i++) {
    sample(bare, () => cpu(process.execPath, ['-e', '0']));
    sample(list, () => memsim(['list'], mode));
  }
  for (const what of ['cpu', 'elapsed']) {
    const [all, none] = [median(list[what]), median(bare[what])];
    report(`${mode}: list of all, ${what}`, `${ms(all)}, ${(all / none).toFixed(1)} x node -e 0`);
  }
  growth(mode, mode, count);
  report(`${mode}: memory of one create, ${count} namespaces`, peak(createLine(mode), mode));
  report(`${mode}: state`, `${statSync(join(scratch, mode, 'state')).size} bytes`);
  const all = memsim(['destroy-namespace', '-f', 'all'], mode);
  const some = memsim(['destroy-namespace', '-f', 'all'], 'few');
  const grown = exponent(some, all, 500, count);
  report(
    `${mode}: destroy of all, 500 and ${count} namespaces`,
    `${ms(some)} and ${ms(all)}, exponent ${grown}`,
  );
}

/** 16 nodes, each with RAM and four Soft Reserved ranges; the first one is divided among a thousand devices. */
function daxDevices() {
  const count = 1000;
  const node = 64 * GiB;
  const range = (start, size, type) => ({ start: hex(start), end: hex(start + size - 1), type });
  const nodes = Array.from({ length: 16 }, (_, i) => i);
  const soft = (at) => [1, 2, 3, 4].map((i) => at * node + i * 12 * GiB);
  const file = (name, type) => {
    const e820 = [
      range(0, 640 * 1024, 'usable'),
      range(2 ** 20, 3 * GiB - 2 ** 20, 'usable'),
      ...nodes.flatMap((i) => [
        range(i === 0 ? 4 * GiB : i * node, 4 * GiB, 'usable'),
        ...soft(i).map((start, n) => range(start, i === 0 && n === 0 ? 8 * GiB : 2 * GiB, type)),
      ]),
    ];
    const numa = nodes.map((i) => ({ start: hex(i * node), end: hex((i + 1) * node - 1), node: i }));
    writeFileSync(join(scratch, name), JSON.stringify({ e820, numa }));
    return join(scratch, name);
  };
  const boot = (path, state) =>
    median(Array.from({ length: 7 }, () => memsim(['boot', '--platform', path], state)));
  const pmem = boot(file('pmem-64.json', 'persistent (type 12)'), 'pmem-64');
  const hmem = boot(file('soft-64.json', 'soft reserved'), 'soft-64');
  report('boot: 64 Soft Reserved / 64 pmem ranges, 16 nodes', `${(hmem / pmem).toFixed(2)} x`);
  const devices = ['daxctl disable-device dax0.0', 'daxctl reconfigure-device -s 4M dax0.0'];
  for (let i = 1; i < count; i++) devices.push('daxctl create-device -r 0 -s 4M');
  const create = memsim(['run', '--strict', '-'], 'soft-64', devices.join('\n'));
  report(`dax: ${count} devices created`, ms(create));
  const labels = join(scratch, 'thousand.json');
  const dimm = { handle: 1, physId: 1, serial: 1, size: node, labelSize: 2 ** 20, address: hex(256 * GiB) };
  writeFileSync(labels, JSON.stringify({ e820: [range(0, 8 * GiB, 'usable')], nvdimms: [dimm] }));
  const prepare = ['disable-region region0', 'init-labels -f nmem0', 'enable-region region0'];
  const namespaces = Array(count).fill('create-namespace -s 16M -m devdax');
  memsim(
    ['run', '--strict', '-'],
    'thousand',
    [`boot --platform ${labels}`, ...prepare, ...namespaces].join('\n'),
  );
  const list = (args, state) => median(Array.from({ length: 7 }, () => memsim(args, state)));
  const [a, b] = [list(['list'], 'thousand'), list(['daxctl', 'list'], 'soft-64')];
  report(`list: ${count} dax devices`, ms(b));
  report(`list: ${count} dax devices / ${count} devdax namespaces`, `${(b / a).toFixed(2)} x`);
}

try {
  startUp();
  instructions();
  sizes();
  blocks();
  replays();
  scripts();
  await namespaces('fsdax', 10_000);
  await namespaces('devdax', 3_000);
  daxDevices();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
