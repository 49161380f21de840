/** Command lines of cxl, and writes to attributes of the cxl bus. */
import type { Operation } from '../transcript/operation.ts';
import type { Verb } from './commands.ts';
import type { Dice, Weighted } from './dice.ts';
import { CXL, type View } from './view.ts';
import type { Write } from './writes.ts';

const SIZES = ['256M', '512M', '1G', '2G', '100M', '1'];
const GRANULARITIES = ['256', '512', '1024', '4096', '16384', '100'];
const WAYS = ['1', '2', '3', '4'];
const ROOT = 'decoder0.0';
const KINDS = ['pmem', 'ram'] as const;

const cxl = (verb: string, options: Verb['options'], target?: Verb['target']): Weighted<Verb>[1] => ({
  ...{ tool: 'cxl', verb, options },
  ...(target === undefined ? {} : { target }),
});

export const CXL_VERBS: readonly Weighted<Verb>[] = [
  [
    14,
    cxl(
      'create-region',
      [
        [95, '-t', ['pmem', 'pmem', 'pmem', 'ram']],
        [95, '-d', [ROOT]],
        [40, '-s', SIZES],
        [25, '-g', GRANULARITIES],
        [20, '-w', WAYS],
        [80, '-m'],
      ],
      'memdevs',
    ),
  ],
  [
    14,
    cxl('list', [
      [40, '-M'],
      [40, '-D'],
      [40, '-R'],
      [30, '-P'],
      [25, '-E'],
      [25, '-B'],
      [15, '-T'],
      [30, '-i'],
      [30, '-u'],
    ]),
  ],
  [4, cxl('enable-region', [], 'cxlRegions')],
  [5, cxl('disable-region', [], 'cxlRegions')],
  [6, cxl('destroy-region', [[60, '-f']], 'cxlRegions')],
  [3, cxl('disable-memdev', [[50, '-f']], 'memdevs')],
  [4, cxl('enable-memdev', [], 'memdevs')],
  [1, cxl('disable-port', [[60, '-f']], 'ports')],
  [2, cxl('enable-port', [[50, '-m']], 'ports')],
  [
    3,
    cxl(
      'reserve-dpa',
      [
        [90, '-t', ['pmem', 'ram']],
        [80, '-s', SIZES],
      ],
      'memdevs',
    ),
  ],
  [3, cxl('free-dpa', [[50, '-f']], 'memdevs')],
  [1, cxl('check-labels', [], 'memdevs')],
  [1, cxl('init-labels', [[50, '-f']], 'memdevs')],
];

const REGION_VALUES: Readonly<Record<string, readonly string[]>> = {
  uuid: ['0a0f3f70-1d7c-4c5c-8f7f-3b3e0b6f3c01', 'not-a-uuid'],
  interleave_ways: WAYS,
  interleave_granularity: GRANULARITIES,
  size: ['0x10000000', '0x20000000', '0x40000000', '0', '4096'],
  target0: ['decoder2.0', 'decoder3.0', ''],
  target1: ['decoder2.0', 'decoder3.0', ''],
  commit: ['1', '0', 'x'],
};

/** Drivers of the bus with the kind of device each takes. */
const DRIVERS = { cxl_mem: 'memdevs', cxl_port: 'ports', cxl_region: 'cxlRegions' } as const;

const ofRegion = (dice: Dice, view: View): Write | undefined => {
  if (view.cxlRegions.length === 0) return undefined;
  const name = dice.pick(Object.keys(REGION_VALUES));
  return { path: `${CXL}/${dice.pick(view.cxlRegions)}/${name}`, value: dice.pick(REGION_VALUES[name]!) };
};

const ofDecoder = (dice: Dice, view: View): Write | undefined => {
  const endpoint = dice.pick(view.decoders);
  return dice.pick([
    { path: `${CXL}/${endpoint}/mode`, value: dice.pick(['pmem', 'ram', 'none', 'x']) },
    { path: `${CXL}/${endpoint}/dpa_size`, value: dice.pick(REGION_VALUES.size!) },
  ]);
};

const ofRoot = (dice: Dice, view: View): Write =>
  dice.pick([
    { path: `${CXL}/${ROOT}/create_${dice.pick(KINDS)}_region`, value: `region${dice.below(4)}` },
    { path: `${CXL}/${ROOT}/delete_region`, value: dice.pick([...view.cxlRegions, 'region9']) },
  ]);

const ofDriver = (dice: Dice, view: View): Write | undefined => {
  const driver = dice.pick(Object.keys(DRIVERS) as (keyof typeof DRIVERS)[]);
  const devices = view[DRIVERS[driver]];
  if (devices.length === 0) return undefined;
  return {
    path: `/sys/bus/cxl/drivers/${driver}/${dice.pick(['bind', 'unbind'])}`,
    value: dice.pick(devices),
  };
};

/** A write to a region, a decoder or a driver; undefined when the machine has nothing of the kind drawn. */
export const newCxlWrite = (dice: Dice, view: View): Write | undefined =>
  dice.weighted([
    [5, ofRegion],
    [3, ofDecoder],
    [2, ofRoot],
    [2, ofDriver],
  ])(dice, view);

/** A region made by hand as the kernel's documentation has it, some steps left out. */
export function regionByHand(dice: Dice, view: View): Operation[] | undefined {
  // Port 1 is the host bridge.
  const endpoints = view.decoders.filter((name) => /^decoder[2-9]\.0$/.test(name));
  if (endpoints.length === 0) return undefined;
  const endpoint = dice.pick(endpoints);
  const write = (path: string, value: string): Operation => ({ op: 'write', path: `${CXL}/${path}`, value });
  const bind = (name: string): Operation => ({
    ...{ op: 'write', path: '/sys/bus/cxl/drivers/cxl_region/bind', value: name },
  });
  const region = `region${view.cxlRegions.length}`;
  const uuid = `0a0f3f70-1d7c-4c5c-8f7f-3b3e0b6f3c${10 + dice.below(90)}`;
  const size = dice.pick(['0x10000000', '0x20000000']);
  const kind = dice.pick(KINDS);
  return [
    { op: 'cat', path: `${CXL}/${ROOT}/create_${kind}_region` },
    write(`${ROOT}/create_${kind}_region`, region),
    ...[
      write(`${region}/interleave_granularity`, '256'),
      write(`${region}/interleave_ways`, '1'),
      write(`${region}/uuid`, uuid),
      write(`${region}/size`, size),
      write(`${endpoint}/mode`, kind),
      write(`${endpoint}/dpa_size`, size),
    ].filter(() => dice.chance(92)),
    write(`${region}/target0`, endpoint),
    write(`${region}/commit`, '1'),
    ...[bind(region)].filter(() => dice.chance(70)),
    { op: 'run', argv: ['cxl', 'list', '-RDiu'] },
  ];
}
