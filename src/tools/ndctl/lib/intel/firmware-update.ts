/**
 * Functions of Intel's DIMMs that update firmware, and their statuses (ndctl/lib/intel.c and libndctl.h of
 * ndctl 76.1).
 */
import { dataView } from '../../../../lib/bytes/data-view.ts';
import type { Dimm } from '../dimm.ts';
import { INTEL_METHOD } from '../dsm.ts';
import { callMethod, type MethodReply } from './call.ts';

/** enum ND_FW_STATUS, which messages print. */
export const FW_STATUS = {
  success: 0,
  retry: 5,
  noResources: 7,
  busy: 9,
  alreadyDone: 11,
  badFirmware: 12,
  aborted: 13,
} as const;

/** Statuses without an extension, by number; others are unknown. */
const PLAIN = [0, 1, 2, 3, 4, 5, 6, undefined, 7, 8];
const UNKNOWN = 6;
/** The upper half extends this status. */
const EXTENDED = 7;

/** Extended statuses by their upper half: of a start, of the end of a transfer, of others. */
const EXTENSIONS: Record<number, { start?: number; finish?: number; other: number }> = {
  1: { start: FW_STATUS.busy, other: 10 },
  2: { finish: FW_STATUS.alreadyDone, other: FW_STATUS.busy },
  3: { other: FW_STATUS.badFirmware },
  4: { finish: FW_STATUS.aborted, other: 14 },
};

function translate(method: number, raw: number): number {
  const status = raw % 0x10000;
  if (status !== EXTENDED) return PLAIN[status] ?? UNKNOWN;
  const { start, finish, other = UNKNOWN } = EXTENSIONS[Math.floor(raw / 0x10000)] ?? {};
  if (method === INTEL_METHOD.firmwareStart) return start ?? other;
  return (method === INTEL_METHOD.firmwareFinish ? finish : undefined) ?? other;
}

function call(dimm: Dimm, method: number, input: Uint8Array = new Uint8Array()): MethodReply | number {
  const reply = callMethod(dimm, method, input);
  return typeof reply === 'number' ? reply : { ...reply, status: translate(method, reply.status) };
}

/** Limits of an update in bytes, with a status of enum ND_FW_STATUS as all replies have; or a negative errno. */
export function readFirmwareLimits(dimm: Dimm): { storage: number; piece: number; status: number } | number {
  const reply = call(dimm, INTEL_METHOD.firmwareInfo);
  if (typeof reply === 'number') return reply;
  const { status, output } = reply;
  return { status, storage: output.getUint32(0, true), piece: output.getUint32(4, true) };
}

/** Begins an update; the context comes with a successful status. */
export function startUpdate(dimm: Dimm): { status: number; context: number } | number {
  const reply = call(dimm, INTEL_METHOD.firmwareStart);
  return typeof reply === 'number'
    ? reply
    : { status: reply.status, context: reply.output.getUint32(0, true) };
}

/** Sends a piece of the image. Returns the reply or a negative errno, like the functions below. */
export function sendPiece(
  dimm: Dimm,
  context: number,
  offset: number,
  piece: Uint8Array,
): MethodReply | number {
  const input = new Uint8Array(12 + piece.length);
  const at = dataView(input);
  for (const [i, value] of [context, offset, piece.length].entries()) at.setUint32(4 * i, value, true);
  input.set(piece, 12);
  return call(dimm, INTEL_METHOD.firmwareSend, input);
}

/** Ends the transfer, or gives the update up. */
export function finishUpdate(dimm: Dimm, context: number, abort: boolean): MethodReply | number {
  const input = new Uint8Array(8);
  const at = dataView(input);
  at.setUint8(0, abort ? 1 : 0);
  at.setUint32(4, context, true);
  return call(dimm, INTEL_METHOD.firmwareFinish, input);
}

/** Queries the end of the update; the output has the new version in eight bytes. */
export function queryUpdate(dimm: Dimm, context: number): MethodReply | number {
  const input = new Uint8Array(4);
  dataView(input).setUint32(0, context, true);
  return call(dimm, INTEL_METHOD.firmwareQuery, input);
}
