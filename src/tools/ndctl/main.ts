/** ndctl 76.1: its commands in the order of ndctl.c, each loaded when it is called. */
import type { Syntax } from '../lib/usage.ts';
import { toolOf, type Verb, type VerbMain } from '../lib/verbs.ts';
import * as dimmOptions from './dimm-options.ts';
import * as options from './options.ts';

const verb = (name: string, syntax: Syntax, load: () => Promise<VerbMain>): Verb => ({ name, syntax, load });

/** Every command that memsim has, with its command line. */
export const ndctlVerbs: readonly Verb[] = [
  verb(
    'enable-namespace',
    options.enableNamespace,
    async () => (await import('./namespace-xable.ts')).enableNamespace,
  ),
  verb(
    'disable-namespace',
    options.disableNamespace,
    async () => (await import('./namespace-xable.ts')).disableNamespace,
  ),
  verb(
    'create-namespace',
    options.createNamespace,
    async () => (await import('./namespace-create.ts')).createNamespace,
  ),
  verb(
    'destroy-namespace',
    options.destroyNamespace,
    async () => (await import('./namespace-destroy.ts')).destroyNamespace,
  ),
  verb('enable-region', options.enableRegion, async () => (await import('./region.ts')).enableRegion),
  verb('disable-region', options.disableRegion, async () => (await import('./region.ts')).disableRegion),
  verb('enable-dimm', dimmOptions.enableDimm, async () => (await import('./dimm.ts')).enableDimm),
  verb('disable-dimm', dimmOptions.disableDimm, async () => (await import('./dimm.ts')).disableDimm),
  verb('zero-labels', dimmOptions.zeroLabels, async () => (await import('./labels.ts')).zeroLabels),
  verb('read-labels', dimmOptions.readLabels, async () => (await import('./read-labels.ts')).readLabels),
  verb('write-labels', dimmOptions.writeLabels, async () => (await import('./write-labels.ts')).writeLabels),
  verb('init-labels', dimmOptions.initLabels, async () => (await import('./labels.ts')).initLabels),
  verb('check-labels', dimmOptions.checkLabels, async () => (await import('./labels.ts')).checkLabels),
  verb('list', options.list, async () => (await import('./list.ts')).list),
];

export const ndctl = toolOf({ name: 'ndctl', version: '76.1' }, ndctlVerbs);
