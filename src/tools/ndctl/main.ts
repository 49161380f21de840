/** ndctl 76.1: its commands in the order of ndctl.c, each module loaded on its first call. */
import type { Syntax } from '../util/usage.ts';
import { toolOf, type Verb, type VerbMain } from '../util/verbs.ts';
import * as busOptions from './bus-options.ts';
import * as dimmOptions from './dimm/dimm-options.ts';
import * as securityOptions from './dimm/security-options.ts';
import * as options from './options.ts';

const verb = (name: string, syntax: Syntax, load: () => Promise<VerbMain>): Verb => ({ name, syntax, load });

/** All commands of ndctl with their option tables. */
export const ndctlVerbs: readonly Verb[] = [
  verb(
    'enable-namespace',
    options.enableNamespace,
    async () => (await import('./namespace/xable.ts')).enableNamespace,
  ),
  verb(
    'disable-namespace',
    options.disableNamespace,
    async () => (await import('./namespace/xable.ts')).disableNamespace,
  ),
  verb(
    'create-namespace',
    options.createNamespace,
    async () => (await import('./namespace/create.ts')).createNamespace,
  ),
  verb(
    'destroy-namespace',
    options.destroyNamespace,
    async () => (await import('./namespace/destroy.ts')).destroyNamespace,
  ),
  verb(
    'read-infoblock',
    options.readInfoblock,
    async () => (await import('./namespace/read-infoblock.ts')).readInfoblock,
  ),
  verb(
    'write-infoblock',
    options.writeInfoblock,
    async () => (await import('./namespace/write-infoblock.ts')).writeInfoblock,
  ),
  verb(
    'check-namespace',
    options.checkNamespace,
    async () => (await import('./check/check-namespace.ts')).checkNamespace,
  ),
  verb(
    'clear-errors',
    options.clearErrors,
    async () => (await import('./namespace/clear-errors.ts')).clearErrors,
  ),
  verb('enable-region', options.enableRegion, async () => (await import('./region.ts')).enableRegion),
  verb('disable-region', options.disableRegion, async () => (await import('./region.ts')).disableRegion),
  verb('enable-dimm', dimmOptions.enableDimm, async () => (await import('./dimm/dimm.ts')).enableDimm),
  verb('disable-dimm', dimmOptions.disableDimm, async () => (await import('./dimm/dimm.ts')).disableDimm),
  verb('zero-labels', dimmOptions.zeroLabels, async () => (await import('./dimm/labels.ts')).zeroLabels),
  verb('read-labels', dimmOptions.readLabels, async () => (await import('./dimm/read-labels.ts')).readLabels),
  verb(
    'write-labels',
    dimmOptions.writeLabels,
    async () => (await import('./dimm/write-labels.ts')).writeLabels,
  ),
  verb('init-labels', dimmOptions.initLabels, async () => (await import('./dimm/labels.ts')).initLabels),
  verb('check-labels', dimmOptions.checkLabels, async () => (await import('./dimm/labels.ts')).checkLabels),
  verb('inject-error', busOptions.injectError, async () => (await import('./inject-error.ts')).injectError),
  verb(
    'update-firmware',
    securityOptions.updateFirmware,
    async () => (await import('./dimm/update-firmware.ts')).updateFirmware,
  ),
  verb(
    'inject-smart',
    securityOptions.injectSmart,
    async () => (await import('./dimm/inject-smart.ts')).injectSmart,
  ),
  verb('wait-scrub', busOptions.waitScrub, async () => (await import('./scrub.ts')).waitScrub),
  verb(
    'activate-firmware',
    busOptions.activateFirmware,
    async () => (await import('./dimm/activate-firmware.ts')).activateFirmware,
  ),
  verb('start-scrub', busOptions.startScrub, async () => (await import('./scrub.ts')).startScrub),
  verb(
    'setup-passphrase',
    securityOptions.setupPassphrase,
    async () => (await import('./dimm/security.ts')).setupPassphrase,
  ),
  verb(
    'update-passphrase',
    securityOptions.updatePassphrase,
    async () => (await import('./dimm/security.ts')).updatePassphrase,
  ),
  verb(
    'remove-passphrase',
    securityOptions.removePassphrase,
    async () => (await import('./dimm/security.ts')).removePassphrase,
  ),
  verb(
    'freeze-security',
    dimmOptions.freezeSecurity,
    async () => (await import('./dimm/security.ts')).freezeSecurity,
  ),
  verb(
    'sanitize-dimm',
    securityOptions.sanitizeDimm,
    async () => (await import('./dimm/security.ts')).sanitizeDimm,
  ),
  verb('load-keys', securityOptions.loadKeys, async () => (await import('./dimm/load-keys.ts')).loadKeys),
  verb(
    'wait-overwrite',
    dimmOptions.waitOverwrite,
    async () => (await import('./dimm/security.ts')).waitOverwrite,
  ),
  verb('list', options.list, async () => (await import('./list.ts')).list),
  verb('monitor', busOptions.monitor, async () => (await import('./monitor/monitor.ts')).monitor),
];

export const ndctl = toolOf({ name: 'ndctl', version: '76.1' }, ndctlVerbs);
