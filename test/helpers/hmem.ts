/** A machine with Soft Reserved memory by `memmap=`, driven through its files as a shell would. */
import { type BootRequest, bootMachine } from './boot.ts';
import { drive, type PmemMachine } from './pmem.ts';

/** Boots with Soft Reserved ranges, each `SIZE%START`; RAM from 1 MiB to 3 GiB and from 4 GiB to 8 GiB. */
export const bootHmem = (ranges: string[], { cmdline = '', ...request }: BootRequest = {}): PmemMachine =>
  drive(
    bootMachine({
      ...request,
      cmdline: [...ranges.map((range) => `memmap=${range}-1+0xefffffff`), cmdline].join(' ').trim(),
    }),
  );

export const REGION = '/sys/devices/platform/hmem.0';
export const DAX_DRIVERS = '/sys/bus/dax/drivers';

/** The ranges of a dax device, as `START-END` in hex. */
export const rangesOf = (m: PmemMachine, device: string): string[] =>
  m.k.state.dax.devices[device]!.ranges.map(({ start, end }) => `${start.toString(16)}-${end.toString(16)}`);
