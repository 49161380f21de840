/** `cxl reserve-dpa` and `cxl free-dpa` (cxl/memdev.c, 76.1). */
import { ERRNO } from '../../lib/errno.ts';
import { parseSize64, strtol, ULLONG_MAX } from '../util/strtoull.ts';
import { matchesDecoder } from './filter.ts';
import { decoderJson, memdevJson, PLAIN } from './json.ts';
import { type Decoder, type DecoderMode, decoders, setDpaSize, setMode } from './lib/decoder.ts';
import { type Memdev, memdevEndpoint } from './lib/memdev.ts';
import type { Port } from './lib/port.ts';
import { logErr } from './log.ts';
import { type MemdevCall, memdevVerb, mems } from './memdev-action.ts';
import * as options from './syntax.ts';

interface DpaValues {
  size?: string | undefined;
  decoder: string | undefined;
  type: string | undefined;
  force: boolean | undefined;
}
type Call = MemdevCall<DpaValues>;
/** The command, `reserve-dpa` or `free-dpa`. */
type Use = 'reserve' | 'free';

const FN = '__reserve_dpa';
const MODES: Record<string, 'ram' | 'pmem'> = { ram: 'ram', volatile: 'ram', pmem: 'pmem' };

/** Bytes of a partition that no decoder has allocated; a negative errno if the decoders exceed its size. */
function available(call: Call, memdev: Memdev, endpoint: Port, mode: DecoderMode): bigint | number {
  let left = mode === 'ram' ? memdev.ramSize : memdev.pmemSize;
  for (const decoder of decoders(endpoint)) {
    if (decoder.dpaSize === ULLONG_MAX || decoder.mode !== mode) continue;
    if (decoder.dpaSize > left) {
      logErr(call.log, FN, `${memdev.name}: capacity accounting error`);
      return -ERRNO.ENXIO;
    }
    left -= decoder.dpaSize;
  }
  return left;
}

/** The bytes to set, or a negative errno. */
function wantedSize(call: Call, memdev: Memdev, left: bigint, use: Use): bigint | number {
  const { size: text, force } = call.values;
  if (text === undefined) {
    if (use === 'free') return 0n;
    if (left > 0n) return left;
    logErr(call.log, FN, `${memdev.name}: no available capacity`);
    return -ERRNO.ENOSPC;
  }
  const size = parseSize64(text);
  if (size === ULLONG_MAX) {
    logErr(call.log, FN, `${memdev.name}: failed to parse size option '${text}'`);
    return -ERRNO.EINVAL;
  }
  if (size <= left) return size;
  logErr(call.log, FN, `${memdev.name}: '${text}' exceeds available capacity`);
  return force === true ? size : -ERRNO.ENOSPC;
}

/** The first decoder without addresses; to free, the last one with addresses unless it is committed. */
function nextDecoder(endpoint: Port, use: Use): Decoder | undefined {
  const all = decoders(endpoint);
  if (use === 'reserve') return all.find(({ dpaSize }) => dpaSize === 0n);
  const last = all.findLast(({ dpaSize }) => dpaSize !== 0n);
  return last === undefined || last.size !== 0n || last.dpaSize === ULLONG_MAX ? undefined : last;
}

/** The named decoder or the next one, or a negative errno. */
function pickDecoder(call: Call, memdev: Memdev, endpoint: Port, use: Use): Decoder | number {
  const next = nextDecoder(endpoint, use);
  const wanted = call.values.decoder;
  if (wanted !== undefined) {
    const { value, end } = strtol(wanted, 0);
    const filter = end === wanted.length ? `decoder${endpoint.id}.${value}` : wanted;
    const all = decoders(endpoint);
    const matches = (decoder: Decoder): boolean => matchesDecoder(decoder, filter);
    const found = use === 'reserve' ? all.find(matches) : all.findLast(matches);
    if (found === undefined) {
      logErr(call.log, FN, `${memdev.name}: no match for decoder: '${wanted}'`);
      return -ERRNO.ENXIO;
    }
    if (found === next) return found;
    logErr(call.log, FN, `${memdev.name}: ${found.name} is out of sequence`);
    return call.values.force === true ? found : -ERRNO.EINVAL;
  }
  if (next !== undefined) return next;
  logErr(call.log, FN, `${memdev.name}: no suitable decoder found`);
  return -ERRNO.ENXIO;
}

/** Frees the addresses of a decoder and sets its mode. 0 or a negative errno. */
function changeMode(call: Call, memdev: Memdev, decoder: Decoder, mode: 'ram' | 'pmem'): number {
  const cleared = setDpaSize(decoder, 0n);
  if (cleared !== 0) {
    logErr(call.log, FN, `${memdev.name}: ${decoder.name}: failed to clear allocation to set mode`);
    return cleared;
  }
  const set = setMode(decoder, mode);
  if (set !== 0) logErr(call.log, FN, `${memdev.name}: ${decoder.name}: failed to set ${mode} mode`);
  return set;
}

/** Reserves or frees device addresses and adds the memdev to the output. 0 or a negative errno, with a message. */
function setDpa(memdev: Memdev, call: Call, use: Use): number {
  const mode = MODES[call.values.type ?? 'ram'];
  if (mode === undefined) {
    logErr(call.log, FN, `${memdev.name}: unsupported type: ${call.values.type}`);
    return -ERRNO.EINVAL;
  }
  const endpoint = memdevEndpoint(memdev);
  if (endpoint === undefined) {
    logErr(call.log, FN, `${memdev.name}: CXL operation disabled`);
    return -ERRNO.ENXIO;
  }
  const left = available(call, memdev, endpoint, mode);
  if (typeof left === 'number') return left;
  const size = wantedSize(call, memdev, left, use);
  if (typeof size === 'number') return size;
  const decoder = pickDecoder(call, memdev, endpoint, use);
  if (typeof decoder === 'number') return decoder;
  if (decoder.mode !== mode) {
    const rc = changeMode(call, memdev, decoder, mode);
    if (rc !== 0) return rc;
  }
  const rc = setDpaSize(decoder, size);
  if (rc !== 0) {
    logErr(call.log, FN, `${memdev.name}: ${decoder.name}: failed to set dpa allocation`);
    return rc;
  }
  const detail = { ...PLAIN, human: call.run.env.isTerminal };
  call.shown.push({ ...memdevJson(memdev, detail), decoder: decoderJson(decoder, detail) });
  return 0;
}

export const reserveDpaCommand = memdevVerb(options.reserveDpa, {
  fn: 'cmd_reserve_dpa',
  done: (count) => `reservation completed on ${mems(count, 'mem device')}`,
  shows: true,
  action: (memdev, call) => setDpa(memdev, call, 'reserve'),
});

export const freeDpaCommand = memdevVerb(options.freeDpa, {
  fn: 'cmd_free_dpa',
  done: (count) => `reservation release completed on ${mems(count, 'mem device')}`,
  shows: true,
  action: (memdev, call) => setDpa(memdev, call, 'free'),
});
