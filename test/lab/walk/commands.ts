/** Command lines of ndctl and daxctl: verbs with their options, from the usual to the absurd. */
import { CXL_VERBS } from './cxl-commands.ts';
import type { Dice, Weighted } from './dice.ts';
import type { View } from './view.ts';

/** One option with the values it may take; none for a flag. */
type Option = readonly [chance: number, flag: string, values?: readonly string[]];

/** A verb of a tool. */
export interface Verb {
  tool: 'ndctl' | 'daxctl' | 'cxl';
  verb: string;
  options: readonly Option[];
  /** The kind of device that is named at the end. */
  target?: 'namespaces' | 'regions' | 'dimms' | 'daxes' | 'memdevs' | 'cxlRegions' | 'ports';
}

const SIZES = [
  '16M',
  '32M',
  '64M',
  '128M',
  '256M',
  '512M',
  '1G',
  '3M',
  '100M',
  '0',
  '130023424',
  '2M',
  '126M',
];
const ALIGNS = ['4K', '2M', '1G', '16M', '8K'];
const MODES = ['raw', 'sector', 'fsdax', 'devdax', 'safe', 'memory', 'dax'];
const REGIONS = ['region0', 'region1', 'region2'];
const VERBOSE: Option = [8, '-v'];

const verb = (
  tool: Verb['tool'],
  name: string,
  options: readonly Option[],
  target?: Verb['target'],
): Verb => ({
  tool,
  verb: name,
  options,
  ...(target === undefined ? {} : { target }),
});

const CREATE: readonly Option[] = [
  [70, '-m', MODES],
  [45, '-s', SIZES],
  [35, '-a', ALIGNS],
  [45, '-M', ['mem', 'dev']],
  [30, '-r', REGIONS],
  [10, '-n', ['alpha', 'beta']],
  [15, '-l', ['512', '4096', '520', '4K', '1000']],
  [10, '-c'],
  [5, '-L'],
  [3, '-t', ['pmem', 'blk']],
  VERBOSE,
];
const LIST: readonly Option[] = [
  [60, '-R'],
  [60, '-N'],
  [25, '-D'],
  [15, '-B'],
  [30, '-i'],
  [15, '-u'],
  [15, '-X'],
  [10, '-v'],
  [5, '-vv'],
  [6, '-r', REGIONS],
  [6, '-m', MODES],
];
const DAX_LIST: readonly Option[] = [
  [50, '-D'],
  [40, '-R'],
  [40, '-M'],
  [30, '-i'],
  [20, '-u'],
];

const VERBS: readonly Weighted<Verb>[] = [
  [22, verb('ndctl', 'create-namespace', CREATE)],
  [9, verb('ndctl', 'create-namespace', [[90, '-f'], ...CREATE, [100, '-e', ['@namespaces']]])],
  [10, verb('ndctl', 'destroy-namespace', [[70, '-f'], VERBOSE], 'namespaces')],
  [7, verb('ndctl', 'disable-namespace', [VERBOSE], 'namespaces')],
  [7, verb('ndctl', 'enable-namespace', [VERBOSE], 'namespaces')],
  [4, verb('ndctl', 'disable-region', [], 'regions')],
  [5, verb('ndctl', 'enable-region', [], 'regions')],
  [2, verb('ndctl', 'disable-dimm', [[20, '-f'], VERBOSE], 'dimms')],
  [3, verb('ndctl', 'enable-dimm', [VERBOSE], 'dimms')],
  [2, verb('ndctl', 'init-labels', [[50, '-f'], [20, '-V', ['1.1', '1.2']], VERBOSE], 'dimms')],
  [1, verb('ndctl', 'zero-labels', [VERBOSE], 'dimms')],
  [
    2,
    verb(
      'ndctl',
      'read-labels',
      [
        [90, '-j'],
        [20, '-I'],
        [20, '-u'],
      ],
      'dimms',
    ),
  ],
  [1, verb('ndctl', 'check-labels', [VERBOSE], 'dimms')],
  [2, verb('ndctl', 'check-namespace', [[30, '-f'], [20, '-R'], VERBOSE], 'namespaces')],
  [2, verb('ndctl', 'read-infoblock', [[100, '-j'], [30, '-V'], VERBOSE], 'namespaces')],
  [
    1,
    verb(
      'ndctl',
      'write-infoblock',
      [
        [50, '-m', MODES],
        [50, '-a', ALIGNS],
        [30, '-M', ['mem', 'dev']],
      ],
      'namespaces',
    ),
  ],
  [1, verb('ndctl', 'clear-errors', [VERBOSE], 'namespaces')],
  [12, verb('ndctl', 'list', LIST)],
  [6, verb('daxctl', 'list', DAX_LIST)],
  [
    7,
    verb(
      'daxctl',
      'reconfigure-device',
      [
        [75, '-m', ['system-ram', 'devdax']],
        [30, '-f'],
        [25, '-N'],
        [20, '--no-movable'],
        [6, '-s', SIZES],
        VERBOSE,
      ],
      'daxes',
    ),
  ],
  [3, verb('daxctl', 'offline-memory', [], 'daxes')],
  [3, verb('daxctl', 'online-memory', [[30, '--no-movable']], 'daxes')],
  [2, verb('daxctl', 'disable-device', [], 'daxes')],
  [2, verb('daxctl', 'enable-device', [], 'daxes')],
  [1, verb('daxctl', 'destroy-device', [[50, '-f']], 'daxes')],
  [
    1,
    verb('daxctl', 'create-device', [
      [40, '-r', ['0', '1', '2']],
      [60, '-s', SIZES],
      [30, '-a', ALIGNS],
    ]),
  ],
];

const DAXCTL = VERBS.filter(([, { tool }]) => tool === 'daxctl');
/** Of 100 commands so many are daxctl's where there are device-dax instances, beside those of chance. */
const DAX_SHARE = 35;

/** Names that stand for a device that is not there. */
const ABSENT = {
  ...{ namespaces: 'namespace9.9', regions: 'region9', dimms: 'nmem9', daxes: 'dax9.9' },
  ...{ memdevs: 'mem9', cxlRegions: 'region9', ports: 'port9' },
};

function target(kind: NonNullable<Verb['target']>, dice: Dice, view: View): string {
  if (dice.chance(10) || view[kind].length === 0) return dice.chance(70) ? 'all' : ABSENT[kind];
  return dice.pick(view[kind]);
}

function optionValue(value: string, dice: Dice, view: View): string {
  return value === '@namespaces' ? target('namespaces', dice, view) : value;
}

/** Of 100 commands on a machine with CXL so many are cxl's. */
const CXL_SHARE = 70;

function verbFor(dice: Dice, view: View): Verb {
  if (view.memdevs.length > 0 && dice.chance(CXL_SHARE)) return dice.weighted(CXL_VERBS);
  if (view.daxes.length > 0 && dice.chance(DAX_SHARE)) return dice.weighted(DAXCTL);
  return dice.weighted(VERBS);
}

/** The argument vector of a command, its tool first. */
export function newCommand(dice: Dice, view: View): string[] {
  const { tool, verb: name, options, target: kind } = verbFor(dice, view);
  const words = options
    .filter(([chance]) => dice.chance(chance))
    .flatMap(([, flag, values]) =>
      values === undefined ? [flag] : [flag, optionValue(dice.pick(values), dice, view)],
    );
  return [tool, name, ...words, ...(kind === undefined ? [] : [target(kind, dice, view)])];
}
