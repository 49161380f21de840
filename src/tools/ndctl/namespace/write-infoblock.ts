/** `ndctl write-infoblock` (ndctl/namespace.c, 76.1): into a namespace, a file or standard output. */
import { ERRNO } from '../../../lib/errno.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import { failed } from '../../../wall/files.ts';
import { eprint, error, plural, print } from '../../util/console.ts';
import { parseSize64, ULLONG_MAX } from '../../util/strtoull.ts';
import type { VerbMain } from '../../util/verbs.ts';
import { type Namespace, namespaceMode, namespacePfn, namespaceUuid } from '../lib/namespace.ts';
import { pfnAlignments } from '../lib/pfn.ts';
import * as options from '../options.ts';
import { makeInfoblock } from './make-infoblock.ts';
import { parseNamespaceRequest } from './params.ts';
import { withRawDevice } from './raw-namespace.ts';
import { eachNamespace, type Job, newJob, type Outcome, reason } from './walk.ts';

/** Destination of the block: its size if none is given, and a function that writes bytes at its start. */
interface Target {
  size: () => bigint | number;
  write: (area: Uint8Array) => number;
}

function deviceTarget(job: Job, path: string): Target {
  const { files } = job.run.env;
  return {
    size() {
      const reply = files.ioctl(path, { command: 'blkgetsize64' });
      if (!failed(reply)) return BigInt(reply.size ?? 0);
      error(job.con, `failed to retrieve size: ${path}\n`);
      return -ERRNO[reply.error];
    },
    write(area) {
      const refused = files.writeBytes(path, 0, area);
      return refused === undefined ? 0 : -ERRNO[refused.error];
    },
  };
}

/** A file of the caller's machine, created if missing; a negative errno on failure. */
function fileTarget(job: Job, path: string): Target | number {
  const { host } = job.run.env;
  const content = host.read(path) ?? new Uint8Array();
  if (!host.write(path, content)) {
    error(job.con, `failed to open: ${path}\n`);
    return -ERRNO.ENOENT;
  }
  return {
    size: () => BigInt(content.length),
    write(area) {
      const written = new Uint8Array(Math.max(content.length, area.length));
      written.set(content);
      written.set(area);
      return host.write(path, written) ? 0 : -ERRNO.EIO;
    },
  };
}

function target(job: Job, path: string | undefined): Target | number {
  if (path !== undefined) return path.startsWith('/dev/') ? deviceTarget(job, path) : fileTarget(job, path);
  const write = (area: Uint8Array): number => {
    print(job.con, area);
    return 0;
  };
  return { size: () => 0n, write };
}

/** Writes the block. 0 or a negative errno. */
function writeTo(job: Job, path: string | undefined, parentUuid: string | undefined): number {
  const place = target(job, job.params.stdout === true ? undefined : path);
  if (typeof place === 'number') return place;
  const given = parseSize64(job.params.size);
  const size = given !== 0n ? given : place.size();
  if (typeof size === 'number') return size;
  const area = makeInfoblock(job.params, size, parentUuid, job.run.env.newUuid);
  if (typeof area !== 'number') return place.write(area);
  error(job.con, 'unable to satisfy requested alignment\n');
  return area;
}

/** The default alignment of the namespace's holder; a page without a holder. */
function defaultAlign(ndns: Namespace): number {
  const mode = namespaceMode(ndns);
  const [dax, pfn] = [namespacePfn(ndns, 'dax'), namespacePfn(ndns, 'pfn')];
  const holder = mode === 'fsdax' ? pfn : mode === 'devdax' ? dax : undefined;
  return (holder && pfnAlignments(holder)[1]) || PAGE_SIZE;
}

function writeNamespace(job: Job, ndns: Namespace): number {
  const { size } = job.params;
  return withRawDevice(job, ndns, 'write-infoblock', (path, enabled) => {
    const align = job.params.align ?? String(defaultAlign(ndns));
    const alignment = parseSize64(align);
    if (size !== undefined && alignment < ULLONG_MAX && parseSize64(size) % alignment !== 0n) {
      error(job.con, `--size=${size} not aligned to ${align}\n`);
      return -ERRNO.EINVAL;
    }
    if (enabled !== 0) return enabled;
    return writeTo({ ...job, params: { ...job.params, align } }, path, namespaceUuid(ndns));
  });
}

function write(job: Job, namespace: string | undefined): Outcome {
  if (namespace !== undefined) return eachNamespace(job, namespace, (ndns) => writeNamespace(job, ndns));
  job.params.align ??= '2M';
  const rc = writeTo(job, job.params.output, undefined);
  return { rc, count: rc >= 0 ? 1 : 0 };
}

export const writeInfoblock: VerbMain = (argv, run) => {
  const request = parseNamespaceRequest(run.con, argv, 'write-infoblock', options.writeInfoblock);
  if (typeof request === 'number') return request;
  const job = newJob(run, request.params, 'write-infoblock');
  const { rc, count } = write(job, request.namespace);
  if (rc < 0) eprint(run.con, `error checking infoblocks: ${reason(rc)}\n`);
  eprint(run.con, `wrote ${plural(count, 'infoblock')}\n`);
  return rc;
};
