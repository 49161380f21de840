/**
 * Ioctls of /dev/ndctlN: address range scrub and clear error. Models the bus half of __nd_ioctl() of
 * drivers/nvdimm/bus.c, all releases, and the scrubs of tools/testing/nvdimm, which complete at once.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { contains } from '../../../lib/range.ts';
import type { IoctlReply, IoctlRequest } from '../../../lib/uapi.ts';
import type { DeviceNode } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { nfit_test_bus_call } from '../../testing/nfit_test/bus-call.ts';
import {
  badrange_in,
  CLEAR_ERROR_UNIT,
  medium_badrange,
  nvdimm_account_cleared_poison,
} from '../badrange.ts';
import { nd_device_core, to_nd_region, to_ndns, to_nvdimm_bus } from '../devices.ts';
import { namespace_range } from '../namespace_devs/namespace.ts';
import { nd_region_children } from '../region_devs/region.ts';
import type { NdBus } from '../state.ts';
import { nvdimm_bus_commands } from './commands.ts';

/** Persistent and volatile ranges support scrubs (ND_ARS_* in the upper half of the status). */
const ARS_BOTH = 3 * 65536;

/** Returns true if a namespace that lies wholly in the range is bound; dax devices are not checked. */
function in_use(k: Kernel, bus: NdBus, start: number, length: number): boolean {
  const { nd } = k.state;
  return bus.regions
    .flatMap((name) => nd_region_children(to_nd_region(k, name)))
    .some((device) => {
      if (nd.pfns[device]?.kind === 'dax' || nd_device_core(k, device)?.driver == null) return false;
      const name = (nd.btts[device] ?? nd.pfns[device])?.namespace ?? device;
      return contains({ start, end: start + length - 1 }, namespace_range(to_ndns(k, name)));
    });
}

function ars_status(bus: NdBus): IoctlReply {
  const found = bus.scrubbed === null ? [] : badrange_in(medium_badrange(bus), bus.scrubbed);
  return { status: 0, records: found.map(({ start, length }) => ({ address: start, length })) };
}

function clear_error(k: Kernel, bus: NdBus, address: number, length: number): IoctlReply | number {
  if (in_use(k, bus, address, length)) return -ERRNO.EBUSY;
  if (address % CLEAR_ERROR_UNIT !== 0 || length % CLEAR_ERROR_UNIT !== 0) return -ERRNO.EINVAL;
  nvdimm_account_cleared_poison(k, bus, address, length);
  return { status: 0, cleared: length };
}

/**
 * @returns the reply, or -ENOTTY (the bus does not support the command), -EBUSY (clear error in a range in
 *   use), -EINVAL (unaligned)
 */
function bus_ioctl(k: Kernel, name: string, request: IoctlRequest): IoctlReply | number {
  const bus = to_nvdimm_bus(k, name);
  const called = nfit_test_bus_call(k, bus, request);
  if (called !== undefined) return called;
  if (!nvdimm_bus_commands(k, bus).includes(request.command.replace('-', '_'))) return -ERRNO.ENOTTY;
  switch (request.command) {
    case 'ars-cap':
      return { status: ARS_BOTH, clearUnit: CLEAR_ERROR_UNIT };
    case 'ars-start':
      bus.scrubbed = { start: request.address, end: request.address + request.length - 1 };
      return { status: 0 };
    case 'ars-status':
      return ars_status(bus);
    case 'clear-error':
      return clear_error(k, bus, request.address, request.length);
    default:
      return -ERRNO.ENOTTY;
  }
}

/** The device node /dev/ndctlN of a bus. */
export const bus_device_node = (name: string): DeviceNode => ({
  kind: 'device',
  ops: { ioctl: (k, request) => bus_ioctl(k, name, request) },
});
