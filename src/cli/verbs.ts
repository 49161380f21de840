/**
 * ndctl's verbs, which are commands of memsim's own too. They are named here so that starting up does not
 * load the tool.
 */
export const NDCTL_VERBS: readonly [verb: string, about: string][] = [
  ['create-namespace', 'create or reconfigure a namespace'],
  ['destroy-namespace', 'destroy the given namespaces'],
  ['enable-namespace', 'enable the given namespaces'],
  ['disable-namespace', 'disable the given namespaces'],
  ['check-namespace', 'check and repair a sector namespace'],
  ['clear-errors', 'clear the bad blocks of a namespace'],
  ['read-infoblock', 'read and verify the info block of a namespace'],
  ['write-infoblock', 'write an info block'],
  ['list', 'list buses, DIMMs, regions and namespaces'],
  ['enable-region', 'enable the given regions'],
  ['disable-region', 'disable the given regions'],
  ['enable-dimm', 'enable the given DIMMs'],
  ['disable-dimm', 'disable the given DIMMs'],
  ['zero-labels', 'zero the label area of DIMMs'],
  ['read-labels', 'read the label area of DIMMs'],
  ['write-labels', 'write the label area of a DIMM'],
  ['init-labels', 'initialise the label area of DIMMs'],
  ['check-labels', 'check the label area of DIMMs'],
  ['inject-error', 'inject errors into a namespace'],
  ['inject-smart', 'inject SMART events into a DIMM'],
  ['update-firmware', 'update the firmware of DIMMs'],
  ['activate-firmware', 'activate DIMM firmware at run time'],
  ['start-scrub', 'start an address range scrub'],
  ['wait-scrub', 'wait for a scrub to end'],
  ['setup-passphrase', 'set the security passphrase of DIMMs'],
  ['update-passphrase', 'change the security passphrase of DIMMs'],
  ['remove-passphrase', 'remove the security passphrase of DIMMs'],
  ['freeze-security', 'freeze the security state of DIMMs'],
  ['sanitize-dimm', 'erase or overwrite DIMMs'],
  ['load-keys', 'load the keys of DIMMs'],
  ['wait-overwrite', 'wait for an overwrite to end'],
  ['monitor', 'watch for events of DIMMs'],
];

/** Calls of ndctl and daxctl that are answered without a machine. */
const TALK = new Set(['version', 'help', '--version', '--help', '--list-cmds', '-v', '-h']);

export const onlyTalks = ([first, second]: readonly string[]): boolean =>
  first === undefined || TALK.has(first) || second === '--help';

/** Commands of ndctl and daxctl that change nothing: neither the machine nor its media. */
const LOOKING = new Set(['list', 'read-labels', 'check-labels']);

export const onlyLooks = ([verb = '']: readonly string[]): boolean => LOOKING.has(verb);

/** Commands that only look keep nobody out. */
export const toolAccess = (argv: readonly string[]): 'read' | 'write' => (onlyLooks(argv) ? 'read' : 'write');

const NAMES = new Set(NDCTL_VERBS.map(([verb]) => verb));

export const isNdctlVerb = (word: string): boolean => NAMES.has(word);
