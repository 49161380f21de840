/** Options that the lab's programs share. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseQuantity } from '../../src/lib/quantity.ts';
import { GiB } from '../../src/lib/units.ts';
import type { GuestDimm, GuestMachine, GuestVirtioPmem } from './guest/guest-machine.ts';
import { debianKernel, type GuestKernel, ownKernel } from './guest/kernels.ts';
import { LabError } from './guest/packages.ts';

/** The package's folder: npm runs scripts there. */
export const packageRoot = (): string => process.cwd();

/** Kernels and archives, kept between runs; `MEMSIM_LAB` names another folder. */
export const CACHE =
  process.env.MEMSIM_LAB ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'memsim-lab');

/** Debian's kernel when none is asked for. */
export const MODEL_KERNEL = '6.1';
const MEMORY = 14 * GiB;
const MEMORY_WITH_DIMMS = 4 * GiB;
const LABELS = 128 * 1024;

/** The kernel that the options ask for. */
export function guestKernel(values: {
  kernel?: string | undefined;
  bzimage?: string | undefined;
  modules?: string | undefined;
}): GuestKernel {
  if (values.bzimage !== undefined) return ownKernel(values.bzimage, values.modules);
  return debianKernel(values.kernel ?? MODEL_KERNEL, CACHE);
}

/** A size or address; throws a LabError that names the option. */
function quantity(text: string, option: string): number {
  const value = parseQuantity(text);
  if (value === undefined) throw new LabError(`${option}: '${text}' is no size or address`);
  return value;
}

function readDimm(text: string): GuestDimm {
  const [size, labels, address] = text.split(',');
  return {
    size: quantity(size!, '--dimm'),
    labelSize: labels ? quantity(labels, '--dimm') : LABELS,
    ...(address === undefined ? {} : { address: quantity(address, '--dimm') }),
  };
}

function readVirtioPmem(text: string): GuestVirtioPmem {
  const [size = '', address = ''] = text.split(',');
  return { size: quantity(size, '--virtio-pmem'), address: quantity(address, '--virtio-pmem') };
}

/** The machine that the options describe part by part. */
export function readGuestMachine(values: {
  memory?: string | undefined;
  dimm?: string[] | undefined;
  'virtio-pmem'?: string[] | undefined;
  qemu?: string | undefined;
}): GuestMachine {
  const dimms = (values.dimm ?? []).map(readDimm);
  const virtioPmem = (values['virtio-pmem'] ?? []).map(readVirtioPmem);
  const usual = dimms.length + virtioPmem.length > 0 ? MEMORY_WITH_DIMMS : MEMORY;
  return {
    memory: values.memory === undefined ? usual : quantity(values.memory, '--memory'),
    dimms,
    virtioPmem,
    qemu: values.qemu?.split(/\s+/).filter((word) => word !== '') ?? [],
  };
}

/** Runs a program; its refusals are one text on stderr and exit code 1. */
export async function endsWithText(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
