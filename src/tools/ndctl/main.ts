/** ndctl 76.1: its commands in the order of ndctl.c, each loaded when it is called. */
import { toolOf, type Verb } from '../lib/verbs.ts';
import * as options from './options.ts';

/** Every command that memsim has, with its command line. */
export const ndctlVerbs: readonly Verb[] = [
  {
    name: 'enable-namespace',
    syntax: options.enableNamespace,
    load: async () => (await import('./namespace-xable.ts')).enableNamespace,
  },
  {
    name: 'disable-namespace',
    syntax: options.disableNamespace,
    load: async () => (await import('./namespace-xable.ts')).disableNamespace,
  },
  {
    name: 'create-namespace',
    syntax: options.createNamespace,
    load: async () => (await import('./namespace-create.ts')).createNamespace,
  },
  {
    name: 'destroy-namespace',
    syntax: options.destroyNamespace,
    load: async () => (await import('./namespace-destroy.ts')).destroyNamespace,
  },
  {
    name: 'enable-region',
    syntax: options.enableRegion,
    load: async () => (await import('./region.ts')).enableRegion,
  },
  {
    name: 'disable-region',
    syntax: options.disableRegion,
    load: async () => (await import('./region.ts')).disableRegion,
  },
  { name: 'list', syntax: options.list, load: async () => (await import('./list.ts')).list },
];

export const ndctl = toolOf({ name: 'ndctl', version: '76.1' }, ndctlVerbs);
