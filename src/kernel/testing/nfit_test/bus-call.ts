/**
 * Functions of the first nfit_test bus that are called by number (ND_CMD_CALL): translation of addresses and
 * error injection. Models nfit_test_ctl() of tools/testing/nvdimm/test/nfit.c, 4.15 to 6.12.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { IoctlReply, IoctlRequest } from '../../../lib/uapi.ts';
import type { Kernel } from '../../kernel.ts';
import { badrange_add, badrange_forget, medium_badrange } from '../../nvdimm/badrange.ts';
import { nvdimm_bus_commands } from '../../nvdimm/bus/commands.ts';
import { to_nd_region, to_nvdimm } from '../../nvdimm/devices.ts';
import { nfit_dimm } from '../../nvdimm/dimm_devs/config.ts';
import type { NdBus } from '../../nvdimm/state.ts';
import { is_nfit_test } from './nfit.ts';

/** NFIT_CMD_* of the ACPI specification, which are the bits of the bus's `dsm_mask`. */
const METHOD = { TRANSLATE_SPA: 5, ARS_INJECT_SET: 7, ARS_INJECT_CLEAR: 8, ARS_INJECT_GET: 9 } as const;

/** Number of ranges that the module returns at most: one more than fit in a page. */
const MAX_INJECTED = 4096 / 16 + 1;

/** Status of a request with invalid parameters. */
const INVALID = 2;

/** Mask of the functions that a bus supports. */
export function nfit_test_bus_methods(k: Kernel, bus: NdBus): number {
  const supports = is_nfit_test(bus) && nvdimm_bus_commands(k, bus).includes('cmd_call');
  if (!supports || !k.has('nfit-test-inject')) return 0;
  return Object.values(METHOD).reduce((mask, method) => mask | (1 << method), 0);
}

/** The module answers for the last DIMM of the region, with the offset in the region. */
function translate_spa(k: Kernel, bus: NdBus, address: number): IoctlReply {
  for (const name of bus.regions) {
    const { start, size, mappings } = to_nd_region(k, name);
    const last = mappings.at(-1);
    if (address < start || address >= start + size || last === undefined) continue;
    const { handle } = nfit_dimm(k, to_nvdimm(k, last.dimm));
    return { status: 0, device: { handle, dpa: address - start } };
  }
  return { status: INVALID };
}

function inject(bus: NdBus, { address, length, notify }: IoctlRequest & { command: 'inject-error' }) {
  if (length <= 0) return -ERRNO.EINVAL;
  bus.poison ??= medium_badrange(bus).map((entry) => ({ ...entry }));
  badrange_add(bus.poison, address, length);
  if (notify) bus.scrubRequested = true;
  return { status: 0 };
}

function uninject(bus: NdBus, { address, length }: IoctlRequest & { command: 'uninject-error' }) {
  if (length <= 0) return -ERRNO.EINVAL;
  bus.poison = badrange_forget(medium_badrange(bus), address, length);
  return { status: 0 };
}

/** @returns undefined for a request that is no call; else the reply, -ENOTTY (not supported) or -EINVAL */
export function nfit_test_bus_call(
  k: Kernel,
  bus: NdBus,
  request: IoctlRequest,
): IoctlReply | number | undefined {
  const supported = nfit_test_bus_methods(k, bus) !== 0;
  switch (request.command) {
    case 'translate-spa':
      return supported ? translate_spa(k, bus, request.address) : -ERRNO.ENOTTY;
    case 'inject-error':
      return supported ? inject(bus, request) : -ERRNO.ENOTTY;
    case 'uninject-error':
      return supported ? uninject(bus, request) : -ERRNO.ENOTTY;
    case 'injected-errors': {
      if (!supported) return -ERRNO.ENOTTY;
      const records = medium_badrange(bus).slice(0, MAX_INJECTED);
      return { status: 0, records: records.map(({ start, length }) => ({ address: start, length })) };
    }
    default:
      return undefined;
  }
}
