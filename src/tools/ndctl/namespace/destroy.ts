/** `ndctl destroy-namespace` (ndctl/namespace.c). Without a label, only the info block is destroyed. */
import { type Namespace, namespaceDelete } from '../lib/namespace.ts';
import * as options from '../options.ts';
import { prepareNamespace } from './prepare.ts';
import { debug, type Job, namespaceVerb } from './walk.ts';

function destroy(job: Job, ndns: Namespace): number | 'skipped' {
  const prepared = prepareNamespace(job, ndns);
  if (typeof prepared === 'number') return prepared;
  if (prepared !== 'labelled') return prepared === 'wiped' ? 0 : 'skipped';
  const rc = namespaceDelete(ndns);
  if (rc !== 0) debug(job, 'namespace_destroy:1176', `${ndns.name}: failed to reclaim\n`);
  return rc;
}

export const destroyNamespace = namespaceVerb(options.destroyNamespace, {
  action: 'destroy',
  doing: 'destroying',
  done: 'destroyed',
  act: (job) => (ndns) => destroy(job, ndns),
});
