/** `ndctl read-infoblock` (ndctl/namespace.c, 76.1): the first 8 KiB of a namespace, a file or standard input. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import { eprint, plural, print } from '../../util/console.ts';
import { arrayText } from '../../util/display.ts';
import type { Json } from '../../util/json.ts';
import type { VerbMain } from '../../util/verbs.ts';
import { type InfoblockSource, infoblocksToJson } from '../json/infoblock.ts';
import { INFO_AREA_SIZE } from '../lib/infoblock.ts';
import { type Namespace, namespaceUuid } from '../lib/namespace.ts';
import * as options from '../options.ts';
import { parseNamespaceRequest } from './params.ts';
import { infoblockNote, withRawDevice } from './raw-namespace.ts';
import { eachNamespace, type Job, newJob, type Outcome, reason } from './walk.ts';

/** The result so far: raw bytes, or JSON. */
interface Result {
  bytes: Uint8Array[];
  /** Undefined until there is something to print as JSON. */
  blocks: Json[] | undefined;
}

/** The first bytes of a file or device, `undefined` for standard input; short at its end. */
function readArea(job: Job, path: string | undefined): Uint8Array | number {
  const { env } = job.run;
  if (path === undefined) return env.stdin().subarray(0, INFO_AREA_SIZE);
  if (!path.startsWith('/dev/')) return env.host.read(path)?.subarray(0, INFO_AREA_SIZE) ?? -ERRNO.ENOENT;
  const busy = env.files.openExclusive(path);
  if (busy !== undefined) return -ERRNO[busy.error];
  const bytes = env.files.readBytes(path, 0, INFO_AREA_SIZE);
  return failed(bytes) ? -ERRNO[bytes.error] : bytes;
}

/** Reads one info area into the result. 0 or a negative errno. */
function readInto(job: Job, result: Result, path: string | undefined, source: InfoblockSource): number {
  const { params } = job;
  const { dev = '', file = '<stdin>' } = source;
  const area = readArea(job, path);
  if (typeof area === 'number') {
    infoblockNote(job, `read-infoblock: ${dev} failed to open ${file}: ${strerror(area)}`);
    return area;
  }
  if (area.length < INFO_AREA_SIZE) {
    infoblockNote(job, `read-infoblock: ${dev} failed to read ${file}: Success`);
    return -ERRNO.EIO;
  }
  if (params.json !== true && params.human !== true) {
    result.bytes.push(area);
    return 0;
  }
  const view = {
    human: params.human ?? false,
    verify: params.verify ?? false,
    note: (text: string) => infoblockNote(job, text),
  };
  result.blocks = [...(result.blocks ?? []), ...infoblocksToJson(area, source, view)];
  return 0;
}

const readNamespace = (job: Job, result: Result, ndns: Namespace): number =>
  withRawDevice(job, ndns, 'read-infoblock', (path) =>
    readInto(job, result, path, { dev: ndns.name, file: path, uuid: namespaceUuid(ndns) }),
  );

/** Prints the result, or writes it to the output file; false when that could not be written whole. */
function deliver(job: Job, result: Result): boolean {
  const text = result.blocks === undefined ? '' : arrayText(job.con, result.blocks, false);
  const { output } = job.params;
  if (output !== undefined)
    return job.run.env.host.write(output, Buffer.concat([...result.bytes, Buffer.from(text)]));
  if (result.bytes.length > 0) print(job.con, Buffer.concat(result.bytes));
  else print(job.con, text);
  return true;
}

function read(job: Job, namespace: string | undefined): Outcome {
  const { input, output } = job.params;
  if (output !== undefined && !job.run.env.host.write(output, new Uint8Array())) {
    eprint(job.con, `failed to open: ${output}: (${strerror(ERRNO.ENOENT)})\n`);
    return { rc: -ERRNO.ENOENT, count: 0 };
  }
  const result: Result = { bytes: [], blocks: undefined };
  let outcome: Outcome;
  if (namespace === undefined) {
    const rc = readInto(job, result, input, input === undefined ? { file: '<stdin>' } : { file: input });
    outcome = { rc, count: rc >= 0 ? 1 : 0 };
  } else {
    outcome = eachNamespace(job, namespace, (ndns) => readNamespace(job, result, ndns));
  }
  if (deliver(job, result)) return outcome;
  eprint(job.con, `failed to write: ${output}\n`);
  return { rc: -ERRNO.EIO, count: 0 };
}

export const readInfoblock: VerbMain = (argv, run) => {
  const request = parseNamespaceRequest(run.con, argv, 'read-infoblock', options.readInfoblock);
  if (typeof request === 'number') return request;
  const job = newJob(run, request.params, 'read-infoblock');
  const { rc, count } = read(job, request.namespace);
  if (rc < 0) eprint(run.con, `error reading infoblock data: ${reason(rc)}\n`);
  eprint(run.con, `read ${plural(count, 'infoblock')}\n`);
  return rc;
};
