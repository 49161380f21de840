/** `ndctl enable-namespace` and `disable-namespace` (ndctl/namespace.c). */
import { namespaceDisableSafe, namespaceEnable } from '../lib/namespace-enable.ts';
import * as options from '../options.ts';
import { namespaceVerb } from './walk.ts';

export const enableNamespace = namespaceVerb(options.enableNamespace, {
  action: 'enable',
  doing: 'enabling',
  done: 'enabled',
  // A claim by an enabled device counts as enabled.
  act: () => (ndns) => Math.min(namespaceEnable(ndns), 0),
});

export const disableNamespace = namespaceVerb(options.disableNamespace, {
  action: 'disable',
  doing: 'disabling',
  done: 'disabled',
  act: () => namespaceDisableSafe,
});
