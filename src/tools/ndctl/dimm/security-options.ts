/** Command lines of the commands on firmware, health and security of DIMMs, as data (dimm.c, inject-smart.c). */
import { filename, flag, syntax, value } from '../../util/syntax.ts';
import { busFilters, human } from '../options.ts';

const onDimms = (verb: string): string => `ndctl ${verb} <nmem0> [<nmem1>..<nmemN>] [<options>]`;

export const updateFirmware = syntax(onDimms('update-firmware'), [
  ...busFilters,
  value('f', 'firmware', 'firmware', 'firmware-file', 'firmware image'),
  flag('i', 'force', 'force', 'whatever scrubs and arming say'),
  flag('A', 'arm', 'arm', 'arm the DIMM for activation (default)'),
  flag('D', 'disarm', 'disarm', 'disarm the DIMM'),
]);

const keyHandle = value('k', 'key-handle', 'keyHandle', 'key-handle', 'handle of the master encryption key');
const master = flag('m', 'master-passphrase', 'master', 'the master passphrase');

export const setupPassphrase = syntax(onDimms('setup-passphrase'), [...busFilters, keyHandle, master]);
export const updatePassphrase = syntax(onDimms('update-passphrase'), [...busFilters, keyHandle, master]);
export const removePassphrase = syntax(onDimms('remove-passphrase'), [...busFilters, master]);

export const sanitizeDimm = syntax(onDimms('sanitize-dimm'), [
  ...busFilters,
  flag('c', 'crypto-erase', 'cryptoErase', 'forget the key (default)'),
  flag('o', 'overwrite', 'overwrite', 'write over everything'),
  flag('z', 'zero-key', 'zeroKey', 'with a key of zeroes'),
  master,
]);

export const loadKeys = syntax('ndctl load-keys [<options>]', [
  filename('p', 'key-path', 'keyPath', 'key-path', 'folder of the keys'),
  value('t', 'tpm-handle', 'tpmHandle', 'tpm-handle', 'handle of the trusted key'),
]);

export const injectSmart = syntax('ndctl inject-smart <dimm> [<options>]', [
  ...busFilters,
  human,
  value('m', 'media-temperature', 'mediaTemperature', 'degrees', 'temperature of the media'),
  value('M', 'media-temperature-threshold', 'mediaThreshold', 'degrees', 'its threshold'),
  value(undefined, 'media-temperature-alarm', 'mediaAlarm', 'on | off', 'its alarm'),
  flag(undefined, 'media-temperature-uninject', 'mediaUninject', 'its own value again'),
  value('c', 'ctrl-temperature', 'ctrlTemperature', 'degrees', 'temperature of the controller'),
  value('C', 'ctrl-temperature-threshold', 'ctrlThreshold', 'degrees', 'its threshold'),
  value(undefined, 'ctrl-temperature-alarm', 'ctrlAlarm', 'on | off', 'its alarm'),
  flag(undefined, 'ctrl-temperature-uninject', 'ctrlUninject', 'its own value again'),
  value('s', 'spares', 'spares', 'percent', 'spares that remain'),
  value('S', 'spares-threshold', 'sparesThreshold', 'percent', 'their threshold'),
  value(undefined, 'spares-alarm', 'sparesAlarm', 'on | off', 'their alarm'),
  flag(undefined, 'spares-uninject', 'sparesUninject', 'their own value again'),
  flag('f', 'fatal', 'fatal', 'a fatal state of health'),
  flag('F', 'fatal-uninject', 'fatalUninject', 'its own state of health again'),
  flag('U', 'unsafe-shutdown', 'unsafeShutdown', 'an unsafe shutdown'),
  flag(undefined, 'unsafe-shutdown-uninject', 'unsafeShutdownUninject', 'no unsafe shutdown again'),
  flag('N', 'uninject-all', 'uninjectAll', 'own values everywhere again'),
]);
