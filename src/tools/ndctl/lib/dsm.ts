/**
 * Firmware functions of a DIMM beyond labels, by family and mask of its device-specific methods
 * (ndctl/lib/intel.c and firmware.c of ndctl 76.1), which health.ts calls.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { dbg } from '../../util/sysfs.ts';
import { attribute, numberAttribute } from './context.ts';
import { type Dimm, dimmSupports } from './dimm.ts';

const FAMILY_INTEL = 0;

/** Numbers of Intel's methods. */
export const INTEL_METHOD = {
  smart: 1,
  smartThreshold: 2,
  firmwareInfo: 12,
  firmwareStart: 13,
  firmwareSend: 14,
  firmwareFinish: 15,
  firmwareQuery: 16,
  smartSetThreshold: 17,
  smartInject: 18,
} as const;

/** Tests the mask for a method; a DIMM without a mask is assumed to have every method. */
function hasMethod(dimm: Dimm, method: number): boolean {
  const text = attribute(dimm, 'nfit/dsm_mask');
  if (typeof text === 'number') return true;
  return ((BigInt(text.trim() || '0') >> BigInt(method)) & 1n) === 1n;
}

const isIntel = (dimm: Dimm): boolean => numberAttribute(dimm, 'nfit/family') === FAMILY_INTEL;

/** ND_CMD_CALL, without which no method can be called. */
const CALL = 10;

/**
 * 0 if all methods are supported; -ENOTTY for an unknown family, -EOPNOTSUPP, or -EIO for a missing method.
 */
function supportOf(dimm: Dimm, methods: readonly number[], fn: string, missing: string): number {
  if (!isIntel(dimm)) return -ERRNO.ENOTTY;
  if (!dimmSupports(dimm, 'cmd_call')) {
    dbg(dimm.ctx, fn, `unsupported cmd: ${CALL}`);
    return -ERRNO.EOPNOTSUPP;
  }
  if (methods.every((method) => hasMethod(dimm, method))) return 0;
  dbg(dimm.ctx, fn, missing);
  return -ERRNO.EIO;
}

const { firmwareInfo, firmwareStart, firmwareSend, firmwareFinish, firmwareQuery } = INTEL_METHOD;

/** 0 if the DIMM's firmware can be updated, or a negative errno that tells bus and DIMM apart. */
export const firmwareUpdateSupport = (dimm: Dimm): number =>
  supportOf(
    dimm,
    [firmwareInfo, firmwareStart, firmwareSend, firmwareFinish, firmwareQuery],
    'intel_dimm_fw_update_supported',
    `unsupported function: ${firmwareInfo}`,
  );

/** 0 if health values can be injected, or a negative errno that tells bus and DIMM apart. */
export const smartInjectSupport = (dimm: Dimm): number =>
  supportOf(
    dimm,
    [INTEL_METHOD.smartInject],
    'intel_dimm_smart_inject_supported',
    'smart injection functions unsupported',
  );

const answers = (dimm: Dimm, method: number): boolean =>
  isIntel(dimm) && dimmSupports(dimm, 'cmd_call') && hasMethod(dimm, method);

/** Tests whether the DIMM reports its firmware versions. */
export const reportsFirmware = (dimm: Dimm): boolean => answers(dimm, firmwareInfo);

/** Tests whether the DIMM reports its health. */
export const reportsHealth = (dimm: Dimm): boolean => answers(dimm, INTEL_METHOD.smart);

/** Tests whether the alarm thresholds can be read. */
export const hasThresholds = (dimm: Dimm): boolean => answers(dimm, INTEL_METHOD.smartThreshold);
