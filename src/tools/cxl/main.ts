/** cxl 76.1: its commands in the order of cxl.c, each module loaded on its first call. */
import type { Syntax } from '../util/usage.ts';
import { toolOf, type Verb, type VerbMain } from '../util/verbs.ts';
import * as options from './syntax.ts';

const verb = (name: string, syntax: Syntax, load: () => Promise<VerbMain>): Verb => ({ name, syntax, load });

/** The emulated commands of cxl with their option tables. */
export const cxlVerbs: readonly Verb[] = [
  verb('list', options.list, async () => (await import('./list.ts')).list),
  verb('zero-labels', options.zeroLabels, async () => (await import('./memdev.ts')).zeroLabelsCommand),
  verb('read-labels', options.readLabels, async () => (await import('./memdev.ts')).readLabelsCommand),
  verb('write-labels', options.writeLabels, async () => (await import('./memdev.ts')).writeLabelsCommand),
  verb(
    'disable-memdev',
    options.disableMemdev,
    async () => (await import('./memdev.ts')).disableMemdevCommand,
  ),
  verb('enable-memdev', options.enableMemdev, async () => (await import('./memdev.ts')).enableMemdevCommand),
  verb('reserve-dpa', options.reserveDpa, async () => (await import('./dpa.ts')).reserveDpaCommand),
  verb('free-dpa', options.freeDpa, async () => (await import('./dpa.ts')).freeDpaCommand),
  verb('disable-port', options.disablePort, async () => (await import('./port.ts')).disablePortCommand),
  verb('enable-port', options.enablePort, async () => (await import('./port.ts')).enablePortCommand),
  verb(
    'set-partition',
    options.setPartition,
    async () => (await import('./partition.ts')).setPartitionCommand,
  ),
  verb('disable-bus', options.disableBus, async () => (await import('./port.ts')).disableBusCommand),
  verb(
    'create-region',
    options.createRegion,
    async () => (await import('./create-region.ts')).createRegionCommand,
  ),
  verb('enable-region', options.enableRegion, async () => (await import('./region.ts')).enableRegionCommand),
  verb(
    'disable-region',
    options.disableRegion,
    async () => (await import('./region.ts')).disableRegionCommand,
  ),
  verb(
    'destroy-region',
    options.destroyRegion,
    async () => (await import('./region.ts')).destroyRegionCommand,
  ),
  verb('monitor', options.monitor, async () => (await import('./monitor.ts')).monitorCommand),
];

const [first, ...others] = cxlVerbs.map(({ name }) => name);

export const cxl = toolOf(
  { name: 'cxl', version: '76.1', commands: ['version', first!, 'help', ...others] },
  cxlVerbs,
);
