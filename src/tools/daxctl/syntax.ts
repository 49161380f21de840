/** Command lines of daxctl 76.1 as data, the source for usage texts, parsing and completion. */
import { flag, syntax, value } from '../util/syntax.ts';

const region = value('r', 'region', 'region', 'region-id', 'only devices of this region');
const human = flag('u', 'human', 'human', 'print human-readable sizes and addresses');

/** Options that all device commands have. */
const base = [region, human, flag('v', 'verbose', 'verbose', 'print more on standard error')] as const;

const create = [
  value('s', 'size', 'size', 'size', 'size of the device in bytes'),
  value('a', 'align', 'align', 'align', 'alignment of the device in bytes'),
  value(undefined, 'input', 'input', 'input', 'device description in JSON'),
] as const;

const reconfigure = [
  value('m', 'mode', 'mode', 'mode', 'system-ram or devdax'),
  flag('N', 'no-online', 'noOnline', 'leave new memory offline'),
  flag('f', 'force', 'force', 'take memory offline first'),
  flag('C', 'check-config', 'checkConfig', 'take the mode from the configuration files'),
] as const;

const zone = [flag(undefined, 'no-movable', 'noMovable', 'online memory in ZONE_NORMAL')] as const;

export const listSyntax = syntax('daxctl list [<options>]', [
  region,
  value('d', 'dev', 'device', 'dev-id', 'only this device'),
  flag('D', 'devices', 'devices', 'print devices (default)'),
  flag('R', 'regions', 'regions', 'print regions'),
  flag('M', 'mappings', 'mappings', 'include address ranges'),
  flag('i', 'idle', 'idle', 'include devices without a size'),
  human,
]);

export const splitAcpiSyntax = syntax('daxctl split-acpi <options>', [
  value('d', 'directory', 'directory', 'path', 'folder of ACPI tables as acpixtract leaves them'),
  { type: 'integer', short: 'p', long: 'pxm', key: 'pxm', help: 'proximity domain to split' },
  { type: 'integer', short: 'n', long: 'nodes', key: 'nodes', help: 'nodes to split it into (default 2)' },
  flag('v', 'verbose', 'verbose', 'print more'),
]);

export const migrateSyntax = syntax('daxctl migrate-device-model', []);

export const createSyntax = syntax('daxctl create-device [<options>]', [
  ...base,
  ...create,
  ...reconfigure,
  ...zone,
]);

export const destroySyntax = syntax('daxctl destroy-device <device> [<options>]', [
  ...base,
  flag('f', 'force', 'force', 'disable the device first'),
]);

export const reconfigureSyntax = syntax('daxctl reconfigure-device <device> [<options>]', [
  ...base,
  ...create,
  ...reconfigure,
  ...zone,
]);

export const onlineSyntax = syntax('daxctl online-memory <device> [<options>]', [...base, ...zone]);
export const offlineSyntax = syntax('daxctl offline-memory <device> [<options>]', base);
export const disableSyntax = syntax('daxctl disable-device <device>', base);
export const enableSyntax = syntax('daxctl enable-device <device>', base);
