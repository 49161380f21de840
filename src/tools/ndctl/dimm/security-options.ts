/** Command lines of the commands on firmware, health and security of DIMMs, as data (dimm.c, inject-smart.c). */
import { filename, flag, syntax, value } from '../../util/syntax.ts';
import { busFilters, human } from '../options.ts';
import { initLabels } from './dimm-options.ts';

const onDimms = (verb: string): string => `ndctl ${verb} <nmem0> [<nmem1>..<nmemN>] [<options>]`;

export const updateFirmware = syntax(onDimms('update-firmware'), [
  ...busFilters,
  value('f', 'firmware', 'firmware', 'firmware-file', 'firmware image'),
  flag('i', 'force', 'force', 'skip the checks of scrubs and arming'),
  flag('A', 'arm', 'arm', 'arm the DIMM for activation (default)'),
  flag('D', 'disarm', 'disarm', 'disarm the DIMM'),
]);

const keyHandle = value('k', 'key-handle', 'keyHandle', 'key-handle', 'handle of the master encryption key');
const master = flag('m', 'master-passphrase', 'master', 'use the master passphrase');

/**
 * The table of ndctl 76.1 lacks its end, so that the table of init-labels, which follows it in Debian's binary,
 * belongs to it: its options are listed and accepted, and abbreviations of --bus and --verbose are ambiguous.
 */
const keyOptions = [...busFilters, keyHandle, master, ...initLabels.options] as const;

export const setupPassphrase = syntax(onDimms('setup-passphrase'), keyOptions);
export const updatePassphrase = syntax(onDimms('update-passphrase'), keyOptions);
export const removePassphrase = syntax(onDimms('remove-passphrase'), [...busFilters, master]);

export const sanitizeDimm = syntax(onDimms('sanitize-dimm'), [
  ...busFilters,
  flag('c', 'crypto-erase', 'cryptoErase', 'erase the encryption key (default)'),
  flag('o', 'overwrite', 'overwrite', 'overwrite the whole DIMM'),
  flag('z', 'zero-key', 'zeroKey', 'use a zero key'),
  master,
]);

export const loadKeys = syntax('ndctl load-keys [<options>]', [
  filename('p', 'key-path', 'keyPath', 'key-path', 'folder of the keys'),
  value('t', 'tpm-handle', 'tpmHandle', 'tpm-handle', 'handle of the trusted key'),
]);

export const injectSmart = syntax('ndctl inject-smart <dimm> [<options>]', [
  ...busFilters,
  human,
  value('m', 'media-temperature', 'mediaTemperature', 'degrees', 'inject a media temperature'),
  value('M', 'media-temperature-threshold', 'mediaThreshold', 'degrees', 'set its threshold'),
  value(undefined, 'media-temperature-alarm', 'mediaAlarm', 'on | off', 'enable or disable its alarm'),
  flag(undefined, 'media-temperature-uninject', 'mediaUninject', 'remove the injected value'),
  value('c', 'ctrl-temperature', 'ctrlTemperature', 'degrees', 'inject a controller temperature'),
  value('C', 'ctrl-temperature-threshold', 'ctrlThreshold', 'degrees', 'set its threshold'),
  value(undefined, 'ctrl-temperature-alarm', 'ctrlAlarm', 'on | off', 'enable or disable its alarm'),
  flag(undefined, 'ctrl-temperature-uninject', 'ctrlUninject', 'remove the injected value'),
  value('s', 'spares', 'spares', 'percent', 'inject the remaining spares'),
  value('S', 'spares-threshold', 'sparesThreshold', 'percent', 'set their threshold'),
  value(undefined, 'spares-alarm', 'sparesAlarm', 'on | off', 'enable or disable their alarm'),
  flag(undefined, 'spares-uninject', 'sparesUninject', 'their own value again'),
  flag('f', 'fatal', 'fatal', 'inject a fatal state'),
  flag('F', 'fatal-uninject', 'fatalUninject', 'clear the fatal state'),
  flag('U', 'unsafe-shutdown', 'unsafeShutdown', 'inject an unsafe shutdown'),
  flag(undefined, 'unsafe-shutdown-uninject', 'unsafeShutdownUninject', 'clear the unsafe shutdown'),
  flag('N', 'uninject-all', 'uninjectAll', 'remove all injected values'),
]);
