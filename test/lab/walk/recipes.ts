/** Sequences that chance alone rarely makes: a claim set up by hand, memory added and taken back, labels restored. */
import type { Operation } from '../transcript/operation.ts';
import { regionByHand } from './cxl-commands.ts';
import type { Dice } from './dice.ts';
import { BLOCKS, ND, type View } from './view.ts';

/** The steps of a sequence, or undefined when the machine lacks what it needs. */
type Recipe = (dice: Dice, view: View) => Operation[] | undefined;

const run = (...argv: string[]): Operation => ({ op: 'run', argv });
const write = (path: string, value: string): Operation => ({ op: 'write', path, value });

const UUID = '0a0f3f70-1d7c-4c5c-8f7f-3b3e0b6f3c';
const SIZES = ['16777216', '18874368', '67108864', '132120576', '134217728', '268435456', '0'];
const ALIGNS = ['4096', '2097152', '1073741824'];

const regionOf = (device: string): string => /\d+/.exec(device)?.[0] ?? '0';
const newUuid = (dice: Dice): string => `${UUID}${String(10 + dice.below(90))}`;

/** A pfn, dax or btt device configured through its attributes and bound. */
const claimByHand: Recipe = (dice, view) => {
  if (view.claims.length === 0) return undefined;
  const claim = dice.pick(view.claims);
  const namespaces = view.namespaces.filter((name) => regionOf(name) === regionOf(claim));
  if (namespaces.length === 0) return undefined;
  const [name, at] = [dice.pick(namespaces), `${ND}/${claim}`];
  const driver = claim.startsWith('dax') ? 'dax_pmem' : 'nd_pmem';
  const settings = claim.startsWith('btt')
    ? [write(`${at}/sector_size`, dice.pick(['512', '4096', '4104']))]
    : [write(`${at}/mode`, dice.pick(['ram', 'pmem'])), write(`${at}/align`, dice.pick(ALIGNS))];
  return [
    run('ndctl', 'disable-namespace', name),
    ...settings.filter(() => dice.chance(85)),
    ...[write(`${at}/uuid`, newUuid(dice))].filter(() => dice.chance(90)),
    write(`${at}/namespace`, name),
    write(`/sys/bus/nd/drivers/${driver}/bind`, claim),
    run('ndctl', 'list', '-RNi'),
    ...[run('ndctl', 'enable-namespace', name)].filter(() => dice.chance(50)),
  ];
};

/** A namespace resized through its attribute. */
const resizeByHand: Recipe = (dice, view) => {
  if (view.namespaces.length === 0) return undefined;
  const name = dice.pick(view.namespaces);
  return [
    run('ndctl', 'disable-namespace', name),
    ...[write(`${ND}/${name}/uuid`, newUuid(dice))].filter(() => dice.chance(60)),
    write(`${ND}/${name}/size`, dice.pick(SIZES)),
    ...[write(`${ND}/${name}/size`, dice.pick(SIZES))].filter(() => dice.chance(40)),
    run('ndctl', 'enable-namespace', name),
    run('ndctl', 'list', '-RNi'),
  ];
};

/** Device memory given to the kernel, changed block by block, and taken back. */
const memoryAndBack: Recipe = (dice, view) => {
  if (view.daxes.length === 0) return undefined;
  const dax = dice.pick(view.daxes);
  const states = ['online', 'offline', 'online_movable', 'online_kernel'];
  const blocks = view.blocks.map((block) => write(`${BLOCKS}/${block}/state`, dice.pick(states)));
  return [
    run(
      'daxctl',
      'reconfigure-device',
      '-m',
      'system-ram',
      ...dice.pick([[], ['-N'], ['--no-movable']]),
      dax,
    ),
    ...blocks.filter(() => dice.chance(30)),
    { op: 'iomem' },
    ...[run('daxctl', 'offline-memory', dax)].filter(() => dice.chance(60)),
    run('daxctl', 'reconfigure-device', '-m', 'devdax', ...dice.pick([[], ['-f']]), dax),
    run('daxctl', 'list', '-DRi'),
  ];
};

/** A label area saved, the namespaces destroyed, the area restored. */
const labelsRestored: Recipe = (dice, view) => {
  if (view.dimms.length === 0) return undefined;
  const dimm = dice.pick(view.dimms);
  return [
    run('ndctl', 'read-labels', dimm, '-o', '@DIR/labels'),
    run('ndctl', 'destroy-namespace', '-f', 'all'),
    run('ndctl', 'create-namespace', '-s', dice.pick(SIZES)),
    run('ndctl', 'disable-region', 'all'),
    run('ndctl', 'write-labels', dimm, '-i', '@DIR/labels'),
    run('ndctl', 'enable-region', 'all'),
    run('ndctl', 'list', '-RNDi'),
  ];
};

/** Label areas rewritten, in either version. */
const labelsAnew: Recipe = (dice, view) =>
  view.dimms.length === 0
    ? undefined
    : [
        run('ndctl', 'disable-region', 'all'),
        run(
          'ndctl',
          'init-labels',
          ...dice.pick([[], ['-f']]),
          '-V',
          dice.pick(['1.1', '1.2']),
          dice.pick(['all', ...view.dimms]),
        ),
        run('ndctl', 'enable-region', dice.pick(['all', ...view.regions])),
        run('ndctl', 'list', '-RNDi'),
      ];

/** An info block written by the tool over what is there. */
const infoBlock: Recipe = (dice, view) => {
  if (view.namespaces.length === 0) return undefined;
  const name = dice.pick(view.namespaces);
  const options = [
    '-m',
    dice.pick(['fsdax', 'devdax']),
    '-M',
    dice.pick(['mem', 'dev']),
    '-a',
    dice.pick(['4K', '2M', '1G']),
  ];
  return [
    run('ndctl', 'disable-namespace', name),
    run('ndctl', 'write-infoblock', ...options, name),
    run('ndctl', 'read-infoblock', '-j', name),
    run('ndctl', 'enable-namespace', name),
    run('ndctl', 'list', '-RNi'),
  ];
};

/** A region with another alignment. */
const realign: Recipe = (dice, view) =>
  view.regions.length === 0
    ? undefined
    : [
        run('ndctl', 'destroy-namespace', '-f', 'all'),
        write(
          `${ND}/${dice.pick(view.regions)}/align`,
          dice.pick(['4096', '2097152', '16777216', '67108864']),
        ),
        run('ndctl', 'create-namespace', '-s', dice.pick(['18M', '66M', '20479K', '128M'])),
        run('ndctl', 'create-namespace', '-m', dice.pick(['raw', 'sector', 'devdax'])),
        run('ndctl', 'list', '-RNi'),
      ];

const RECIPES: readonly Recipe[] = [
  claimByHand,
  claimByHand,
  resizeByHand,
  memoryAndBack,
  memoryAndBack,
  labelsRestored,
  labelsAnew,
  infoBlock,
  realign,
];

/** Of 100 sequences on a machine with CXL so many make a region. */
const CXL_SHARE = 60;

/** A sequence of several steps. */
export const newSequence: Recipe = (dice, view) =>
  view.memdevs.length > 0 && dice.chance(CXL_SHARE)
    ? regionByHand(dice, view)
    : dice.pick(RECIPES)(dice, view);
