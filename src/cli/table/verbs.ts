/** Properties of the commands of the tools, known without loading the tools. */
import type { ToolName } from '../../machine/tools.ts';
import type { Access } from '../session/session.ts';

/** A verb of ndctl, which is a command of memsim too, or of daxctl or cxl, which is one behind their names. */
export interface ToolVerb {
  verb: string;
  about: string;
  /** Allowed in every lesson. */
  inLessons?: true;
}

export const NDCTL_VERBS: readonly ToolVerb[] = [
  { verb: 'create-namespace', about: 'create or reconfigure a namespace' },
  { verb: 'destroy-namespace', about: 'destroy the given namespaces' },
  { verb: 'enable-namespace', about: 'enable the given namespaces' },
  { verb: 'disable-namespace', about: 'disable the given namespaces' },
  { verb: 'check-namespace', about: 'check and repair a sector namespace' },
  { verb: 'clear-errors', about: 'clear the bad blocks of a namespace' },
  { verb: 'read-infoblock', about: 'read and verify the info block of a namespace', inLessons: true },
  { verb: 'write-infoblock', about: 'write an info block' },
  { verb: 'list', about: 'list buses, DIMMs, regions and namespaces', inLessons: true },
  { verb: 'enable-region', about: 'enable the given regions' },
  { verb: 'disable-region', about: 'disable the given regions' },
  { verb: 'enable-dimm', about: 'enable the given DIMMs' },
  { verb: 'disable-dimm', about: 'disable the given DIMMs' },
  { verb: 'zero-labels', about: 'zero the label area of DIMMs' },
  { verb: 'read-labels', about: 'read the label area of DIMMs', inLessons: true },
  { verb: 'write-labels', about: 'write the label area of a DIMM' },
  { verb: 'init-labels', about: 'initialise the label area of DIMMs' },
  { verb: 'check-labels', about: 'check the label area of DIMMs', inLessons: true },
  { verb: 'inject-error', about: 'inject errors into a namespace' },
  { verb: 'inject-smart', about: 'inject SMART events into a DIMM' },
  { verb: 'update-firmware', about: 'update the firmware of DIMMs' },
  { verb: 'activate-firmware', about: 'activate DIMM firmware at run time' },
  { verb: 'start-scrub', about: 'start an address range scrub' },
  { verb: 'wait-scrub', about: 'wait for a scrub to end' },
  { verb: 'setup-passphrase', about: 'set the security passphrase of DIMMs' },
  { verb: 'update-passphrase', about: 'change the security passphrase of DIMMs' },
  { verb: 'remove-passphrase', about: 'remove the security passphrase of DIMMs' },
  { verb: 'freeze-security', about: 'freeze the security state of DIMMs' },
  { verb: 'sanitize-dimm', about: 'erase or overwrite DIMMs' },
  { verb: 'load-keys', about: 'load the keys of DIMMs' },
  { verb: 'wait-overwrite', about: 'wait for an overwrite to end' },
  { verb: 'monitor', about: 'watch for events of DIMMs' },
];

export const DAXCTL_VERBS: readonly ToolVerb[] = [
  { verb: 'list', about: 'list dax devices and regions', inLessons: true },
  { verb: 'create-device', about: 'create a device in a dynamic region' },
  { verb: 'destroy-device', about: 'destroy the given devices' },
  { verb: 'reconfigure-device', about: 'change the mode, size or alignment of devices' },
  { verb: 'enable-device', about: 'enable the given devices' },
  { verb: 'disable-device', about: 'disable the given devices' },
  { verb: 'online-memory', about: 'bring the memory of devices online' },
  { verb: 'offline-memory', about: 'take the memory of devices offline' },
  { verb: 'migrate-device-model', about: 'configure modules for devices on the dax bus' },
  { verb: 'split-acpi', about: 'write ACPI tables that divide a range of memory' },
];

export const CXL_VERBS: readonly ToolVerb[] = [
  { verb: 'list', about: 'list memdevs, ports, decoders and regions', inLessons: true },
  { verb: 'zero-labels', about: 'zero the label area of memdevs' },
  { verb: 'read-labels', about: 'read the label area of memdevs', inLessons: true },
  { verb: 'write-labels', about: 'write the label area of a memdev' },
  { verb: 'disable-memdev', about: 'disable the given memdevs' },
  { verb: 'enable-memdev', about: 'enable the given memdevs' },
  { verb: 'reserve-dpa', about: 'allocate device addresses of memdevs' },
  { verb: 'free-dpa', about: 'free device addresses of memdevs' },
  { verb: 'disable-port', about: 'disable the given ports' },
  { verb: 'enable-port', about: 'enable the given ports' },
  { verb: 'set-partition', about: 'divide memdevs into RAM and persistent memory' },
  { verb: 'disable-bus', about: 'disable the given buses' },
  { verb: 'create-region', about: 'create a region of memdevs in a window' },
  { verb: 'enable-region', about: 'enable the given regions' },
  { verb: 'disable-region', about: 'disable the given regions' },
  { verb: 'destroy-region', about: 'destroy the given regions' },
  { verb: 'monitor', about: 'watch for events of memdevs' },
];

/** Calls of the tools that need no machine. */
const MACHINE_FREE = new Set(['version', 'help', '--version', '--help', '--list-cmds', '-v', '-h']);

/** Tests for a call that prints a version or a help text. */
export const needsNoMachine = ([first, second]: readonly string[]): boolean =>
  first === undefined || MACHINE_FREE.has(first) || second === '--help';

/** Commands of the tools that change no machine. */
const READ_ONLY = new Set(['list', 'read-labels', 'check-labels']);

const FILE_OPTION = /^(?:-o|--output(?:=|$))/;

/** Tests for a call that changes nothing. A copy of labels in a file counts as a change: others build on it. */
export const isReadOnly = ([verb = '', ...words]: readonly string[]): boolean =>
  READ_ONLY.has(verb) && !words.some((word) => FILE_OPTION.test(word));

/** Use of the machine by a call of a tool. */
export function toolAccess(argv: readonly string[]): Access {
  if (needsNoMachine(argv)) return 'none';
  return isReadOnly(argv) ? 'read' : 'write';
}

const byName = (verbs: readonly ToolVerb[]) => new Map(verbs.map((row) => [row.verb, row]));
const BY_TOOL: Record<ToolName, ReadonlyMap<string, ToolVerb>> = {
  ndctl: byName(NDCTL_VERBS),
  daxctl: byName(DAXCTL_VERBS),
  cxl: byName(CXL_VERBS),
};

/** The verb of a tool; undefined for other words. */
export const verbNamed = (tool: ToolName, word = ''): ToolVerb | undefined => BY_TOOL[tool].get(word);

/** Tests for a verb of ndctl, which is a command of memsim too. */
export const isNdctlVerb = (word: string): boolean => BY_TOOL.ndctl.has(word);
