/** Real output of every command with --json, validated against its schema. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { OUTPUTS, outputSchemaPath } from '../../.scripts/docs/outputs/schemas.ts';
import { buildProgram } from '../../src/cli/dispatch/program.ts';
import type { Host } from '../../src/cli/session/host.ts';
import { TABLE } from '../../src/cli/table/table.ts';
import { memsimIn } from '../helpers/cli.ts';
import { ROOT } from './pages.ts';

const ND = '/sys/bus/nd/devices';

/** Command lines in order, each with the words of its row. FOLDER is a folder of the test. */
const CALLS: readonly [words: string, ...operands: string[]][] = [
  ['help'],
  ['help', 'boot'],
  ['help', 'list'],
  ['completion', 'bash'],
  ['web', '-o', 'FOLDER/page.html'],
  ['platforms'],
  ['status'],
  ['boot'],
  ['status'],
  ['write', `${ND}/region0/align`, '0x200000'],
  ['write', `${ND}/region0/align`, '1'],
  ['snapshot', 'clean'],
  ['snapshot'],
  ['cat', `${ND}/region*/size`, '/no/such'],
  ['ls', `${ND}/region0`],
  ['find', `${ND}/region0`],
  ['readlink', `${ND}/region0/driver`],
  ['explain', '-s', '100M', '-r', 'region1', '-m', 'devdax'],
  ['explain', '-s', '5G', '-r', 'region1'],
  ['explain', 'region0'],
  ['sections'],
  ['map'],
  ['zones'],
  ['iomem'],
  ['e820'],
  ['blocks'],
  ['pagemaps'],
  ['vmemmap'],
  ['dmesg'],
  ['pfn', '8G'],
  ['hmm types'],
  ['hmm add', '128M'],
  ['hmm remove'],
  ['race', `${ND}/region0/align=0x400000`, `${ND}/region1/align=0x400000`],
  ['trace', 'last'],
  ['history'],
  ['undo'],
  ['redo'],
  ['restore', 'clean'],
  ['export', 'FOLDER/machine'],
  ['sysfs export', 'FOLDER/tree'],
  ['import', 'FOLDER/paste'],
  ['import', '--explain', 'FOLDER/paste'],
  ['import', 'FOLDER/machine'],
  ['boot', '--platform', 'cxl-expander', '--kernel', '6.12'],
  ['explain', 'region0'],
  ['status'],
  ['map'],
  ['help', 'cxl', 'create-region'],
  ['boot', '--platform', 'cxl-switch'],
  ['status'],
  ['map'],
  ['boot'],
  ['reboot', '--kernel', '6.12'],
  ['explain hotplug-dram', '0x800200000', '256M'],
  ['hotplug-dram', '0x800000000', '256M'],
  ['unplug-dram', '0x800000000'],
  ['lint', 'memmap=64M!0x140100000'],
  ['lint', 'memmap=1G!8G'],
  ['boot', '--platform', 'mixed-24g', '--kernel', '4.9', '--cmdline', 'memmap=0xfc000000!8G'],
  ['dmesg'],
  ['status'],
  ['sections'],
  ['explain', '-e', 'namespace0.0', '-m', 'devdax'],
  ['boot', '--platform', 'one-dimm', '--cmdline', 'memhp_default_state=online'],
  ['snapshot', 'one'],
  ['create-namespace', '-m', 'devdax'],
  ['daxctl', 'reconfigure-device', '--mode', 'system-ram', 'dax0.0'],
  ['vmemmap'],
  ['pagemaps'],
  ['blocks'],
  ['status'],
  ['sections', '--since', 'one'],
  ['pfn', '0x100000000'],
  ['pfn', '0x140000000'],
  ['kernel list'],
  ['kernel show'],
  ['kernel show', '5.3'],
  ['kernel diff', '5.2', '5.3'],
  ['kernel change', 'subsection-hotplug'],
  ['scenario list'],
  ['scenario show', 'altmap-null-pointer'],
  ['scenario run', 'altmap-null-pointer'],
  ['compare', '--kernel', '5.2', '--kernel', '6.1', '--run', 'status'],
  ['sweep', '--run', 'status'],
  [
    'bisect',
    '--good',
    '5.3',
    '--bad',
    '5.2',
    '--platform',
    'mixed-24g',
    '--cmdline',
    'memmap=0xfc000000!8G',
    'FOLDER/script',
  ],
  [
    'bisect',
    '--good',
    '6.11',
    '--bad',
    '6.12',
    '--platform',
    'kata',
    '--test',
    '{"see":"file","path":"/sys/devices/system/memory/memory33/state","equals":"offline"}',
    '--run',
    'hotplug-dram 0x108000000 512M',
  ],
  ['run', 'FOLDER/one'],
  ['cast', 'FOLDER/one', '-o', 'FOLDER/one.cast'],
  ['replay', 'TRANSCRIPT'],
  ['boot', '--platform', 'nvme-cmb'],
  ['p2pdma add', '0000:00:04.0', '4'],
  ['p2pdma remove', '0000:00:04.0'],
  ['boot', '--platform', 'one-dimm'],
  ['write', `${ND}/region0/align`, '0x200000'],
  ['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'raw'],
  ['poke', 'pmem0', '0', 'de ad'],
  ['peek', 'pmem0', '0', '4'],
  ['lesson list'],
  ['lesson start', 'why-the-size-shrank'],
  ['lesson goal'],
  ['lesson hint'],
  ['lesson check'],
  ['lesson show-solution'],
  ['lesson reset'],
  ['lesson progress'],
  ['lesson stop'],
  ['lesson handout', '2', '-o', 'FOLDER/lesson.html'],
  ['lesson cast', '2', '-o', 'FOLDER/lesson.cast'],
  [
    'lesson new',
    'FOLDER/course',
    '--title',
    'A namespace',
    '--platform',
    'one-dimm',
    '--solution',
    'create-namespace -f -e namespace0.0 -m devdax',
  ],
  ['lesson test', 'FOLDER/course'],
  ['lesson drill', 'shared'],
  ['lesson goal'],
  ['lesson hint'],
  ['lesson answer', '1'],
  ['lesson show-solution'],
  ['lesson drill', 'memmap', '--seed', '2'],
  ['lesson check'],
  ['lesson answer', 'memmap=2G!5504M'],
  ['lesson reset'],
  ['lesson stop'],
  ['lesson list', 'FOLDER/course'],
  ['reset'],
];

/** Commands that prepare the machine, with an output of their own. */
const TOOLS = new Set(['create-namespace', 'daxctl']);

interface Printed {
  words: string;
  stdout: string;
}

/** Objects whose names are data: build options. */
const TABLES = new Set(['config']);

/** Copies of the data, each with one field more in one object; of a list the first and the last item. */
function* withMore(data: unknown): Generator<unknown> {
  if (Array.isArray(data)) {
    for (const at of new Set([0, data.length - 1]))
      for (const item of data.length === 0 ? [] : withMore(data[at])) yield data.with(at, item);
  } else if (typeof data === 'object' && data !== null) {
    yield { ...data, more: 1 };
    for (const [name, value] of Object.entries(data))
      if (!TABLES.has(name)) for (const other of withMore(value)) yield { ...data, [name]: other };
  }
}

/** Runs all calls on one state folder. */
async function printed(): Promise<Printed[]> {
  const folder = mkdtempSync(join(tmpdir(), 'memsim-outputs-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const memsim = memsimIn(folder);
  writeFileSync(join(folder, 'script'), 'list -N\n');
  writeFileSync(join(folder, 'one'), 'status\n');
  writeFileSync(
    join(folder, 'paste'),
    [
      '[    0.000000] Linux version 5.10.0 (x) #1 SMP',
      '[    0.000000] Command line: memmap=64M!0x140100000',
      '[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000023fffffff] usable',
      '[    1.000000] nd_pmem namespace0.0: [mem 0x140100000-0x1440fffff flags 0x200] misaligned, unable to map',
      '00100000-33fffffff : System RAM',
      '# ndctl create-namespace -f -e namespace0.0 -m devdax',
      'failed to reconfigure namespace: No such device or address',
      '{',
      '  "dev":"namespace0.0",',
    ].join('\n'),
  );
  const transcript = join(
    ROOT,
    'fixtures',
    'transcripts',
    '6.1',
    readdirSync(join(ROOT, 'fixtures', 'transcripts', '6.1'))[0]!,
  );
  const outputs: Printed[] = [];
  for (const [words, ...operands] of CALLS) {
    const isTool = TOOLS.has(words);
    const args = operands.map((text) => text.replace('FOLDER', folder).replace('TRANSCRIPT', transcript));
    const line = isTool ? ['--quiet', words, ...args] : [...words.split(' '), ...args, '--json', '--quiet'];
    const { stdout, stderr } = await memsim(line);
    if (!isTool) outputs.push({ words, stdout: stdout === '' ? `${line.join(' ')}: ${stderr}` : stdout });
  }
  return outputs;
}

describe('JSON Schemas of outputs', async () => {
  const outputs = await printed();
  const schemaOf = (words: string) =>
    JSON.parse(readFileSync(join(ROOT, outputSchemaPath(words)), 'utf8')) as object;

  it.each(outputs.map((one, i) => [`${i} ${one.words}`, one] as const))('%s', (_, { words, stdout }) => {
    const validate = new Ajv2020({ allErrors: true }).compile(schemaOf(words));
    const data: unknown = JSON.parse(stdout);
    expect(validate(data) ? [] : validate.errors).toEqual([]);
    expect(data).toMatchObject({ version: 1 });
    expect([...withMore(data)].filter((other) => validate(other))).toEqual([]);
  });

  it('exist for every command with --json, and each is tried', () => {
    const host = { packageRoot: ROOT, stdout: { isTerminal: false, columns: 80 } } as unknown as Host;
    const out = { write: () => {}, isTerminal: false, columns: 80 };
    const program = buildProgram({ host, settings: { quiet: true, color: 'never' }, out, err: out });
    const commandOf = (words: string) => {
      const [first, second] = words.split(' ');
      const command = program.commands.find((one) => one.name() === first)!;
      return second === undefined ? command : command.commands.find((one) => one.name() === second)!;
    };
    const withJson = TABLE.filter(({ words }) =>
      commandOf(words).options.some(({ long }) => long === '--json'),
    ).map(({ words }) => words);
    expect(Object.keys(OUTPUTS).sort()).toEqual(withJson.sort());
    expect([...new Set(outputs.map(({ words }) => words))].sort()).toEqual(withJson);
  });

  it('refuse an output with a field that they do not have', () => {
    const validate = new Ajv2020().compile(schemaOf('reset'));
    expect(validate({ version: 1, removed: true })).toBe(true);
    expect(validate({ version: 1, removed: 'yes' })).toBe(false);
    expect(validate({ version: 1, removed: true, more: 1 })).toBe(false);
    expect(validate({ removed: true })).toBe(false);
  });
});
