/** daxctl 76.1: its commands in the order of daxctl.c, each module loaded on its first call. */

import type { Syntax } from '../util/usage.ts';
import { toolOf, type Verb, type VerbMain } from '../util/verbs.ts';
import type { Command } from './command.ts';
import { newDaxContext } from './lib/region.ts';
import * as syntax from './syntax.ts';

const verb = (name: string, commandLine: Syntax, load: () => Promise<Command>): Verb => ({
  name,
  syntax: commandLine,
  load: async (): Promise<VerbMain> => {
    const command = await load();
    return (argv, { con, env }) =>
      command(argv, { con, env, ctx: newDaxContext(con, env.files, env.env.DAXCTL_LOG) });
  },
});

/** All commands of daxctl with their option tables. */
export const daxctlVerbs: readonly Verb[] = [
  verb('list', syntax.listSyntax, async () => (await import('./list.ts')).list),
  verb('split-acpi', syntax.splitAcpiSyntax, async () => (await import('./split-acpi.ts')).splitAcpi),
  verb(
    'migrate-device-model',
    syntax.migrateSyntax,
    async () => (await import('./migrate.ts')).migrateDeviceModel,
  ),
  verb('create-device', syntax.createSyntax, async () => (await import('./create.ts')).createDevice),
  verb('destroy-device', syntax.destroySyntax, async () => (await import('./destroy.ts')).destroyDevice),
  verb(
    'reconfigure-device',
    syntax.reconfigureSyntax,
    async () => (await import('./reconfigure.ts')).reconfigureDevice,
  ),
  verb(
    'online-memory',
    syntax.onlineSyntax,
    async () => (await import('./memory-commands.ts')).onlineMemoryCommand,
  ),
  verb(
    'offline-memory',
    syntax.offlineSyntax,
    async () => (await import('./memory-commands.ts')).offlineMemoryCommand,
  ),
  verb(
    'disable-device',
    syntax.disableSyntax,
    async () => (await import('./enable-commands.ts')).disableDeviceCommand,
  ),
  verb(
    'enable-device',
    syntax.enableSyntax,
    async () => (await import('./enable-commands.ts')).enableDeviceCommand,
  ),
];

const [first, ...others] = daxctlVerbs.map(({ name }) => name);

export const daxctl = toolOf(
  { name: 'daxctl', version: '76.1', commands: ['version', first!, 'help', ...others] },
  daxctlVerbs,
);
