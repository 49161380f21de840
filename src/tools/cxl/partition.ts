/** `cxl set-partition` (cxl/memdev.c, 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { alignDown, alignUp, isAligned } from '../../lib/units.ts';
import type { Values } from '../util/parse-options.ts';
import { parseSize64, ULLONG_MAX } from '../util/strtoull.ts';
import { memdevJson, PLAIN } from './json.ts';
import { identify, setPartition } from './lib/mailbox.ts';
import type { Memdev } from './lib/memdev.ts';
import { logErr } from './log.ts';
import { type MemdevCall, memdevVerb, mems } from './memdev-action.ts';
import * as options from './syntax.ts';

type Call = MemdevCall<Values<typeof options.setPartition.options>>;
type Kind = 'pmem' | 'volatile';

const KINDS: Record<string, Kind> = { pmem: 'pmem', volatile: 'volatile', ram: 'volatile' };

/** Bytes of RAM that leave `size` bytes of the requested type; undefined if `size` is too large. */
function volatileSize(call: Call, name: string, kind: Kind, size: bigint, most: number): number | undefined {
  if (size === ULLONG_MAX) return kind === 'pmem' ? 0 : most;
  if (size > BigInt(most)) {
    logErr(
      call.log,
      'param_size_to_volatile_size',
      `${name}: ${BigInt.asIntN(64, size)} exceeds available capacity ${most}`,
    );
    return undefined;
  }
  return kind === 'pmem' ? most - Number(size) : Number(size);
}

/** The size as a multiple of the device's unit; undefined, with a message, if that fails. */
function aligned(
  call: Call,
  name: string,
  kind: Kind,
  size: number,
  unit: number,
  most: number,
): number | undefined {
  const fn = 'partition_align';
  if (isAligned(size, unit)) return size;
  if (call.values.align !== true) {
    logErr(call.log, fn, `${name}: size ${size} is not partition aligned ${unit}`);
    return undefined;
  }
  const rounded = kind === 'pmem' ? alignDown(size, unit) : alignUp(size, unit);
  if (rounded <= most) return rounded;
  logErr(call.log, fn, `${name}: aligned partition size ${rounded} exceeds available size ${most}`);
  return undefined;
}

function validate(call: Call, memdev: Memdev, kind: Kind, size: bigint): number | undefined {
  const id = identify(memdev);
  if (id === undefined) return undefined;
  if (id.partitionAlign === 0) {
    logErr(call.log, 'validate_partition', `${memdev.name}: no available capacity`);
    return undefined;
  }
  const most = id.total - id.volatileOnly - id.persistentOnly;
  const bytes = volatileSize(call, memdev.name, kind, size, most);
  return bytes === undefined ? undefined : aligned(call, memdev.name, kind, bytes, id.partitionAlign, most);
}

function action(memdev: Memdev, call: Call): number {
  const fn = 'action_setpartition';
  const { values, log } = call;
  const kind = KINDS[values.type ?? 'pmem'];
  if (kind === undefined) {
    logErr(log, fn, `invalid type '${values.type}'`);
    return -ERRNO.EINVAL;
  }
  const size = values.size === undefined ? ULLONG_MAX : parseSize64(values.size);
  if (values.size !== undefined && size === ULLONG_MAX) {
    logErr(log, fn, `${memdev.name}: failed to parse size option '${values.size}'`);
    return -ERRNO.EINVAL;
  }
  const bytes = validate(call, memdev, kind, size);
  if (bytes === undefined) return -ERRNO.EINVAL;
  const { rc: sent, status } = setPartition(memdev, bytes);
  if (sent < 0) logErr(log, fn, `cmd submission failed: ${strerror(sent)}`);
  else if (status !== 0) logErr(log, fn, `${fn}: mbox status: ${status}`);
  const rc = sent < 0 ? sent : status === 0 ? 0 : -ERRNO.ENXIO;
  if (rc !== 0) logErr(log, fn, `${memdev.name} error: ${strerror(rc)}`);
  call.shown.push(memdevJson(memdev, { ...PLAIN, partition: true, human: call.run.env.isTerminal }));
  return rc;
}

export const setPartitionCommand = memdevVerb(options.setPartition, {
  fn: 'cmd_set_partition',
  done: (count) => `set_partition ${mems(count)}`,
  shows: true,
  action,
});
