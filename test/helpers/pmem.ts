/** A machine with persistent memory by `memmap=`, accessed through its files as by a shell. */
import { readMedia, writeMedia } from '../../src/firmware/media.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { kernelFiles } from '../../src/wall/kernel-files.ts';
import { type BootRequest, bootMachine } from './boot.ts';
import type { ReadAt } from './media-reader.ts';

export const UUID = '01234567-89ab-4def-8123-456789abcdef';

export interface PmemMachine {
  k: Kernel;
  /**
   * Reads an attribute without its newline, or returns `!ERRNO`; relative paths are below
   * /sys/bus/nd/devices.
   */
  cat(path: string): string;
  /** `echo value > path`; returns `ok` or the errno name. */
  echo(value: string, path: string): string;
  /** Returns the log lines since the last call. */
  news(): string[];
  read(path: string, offset: number, length: number): Buffer | string;
  write(path: string, offset: number, data: Uint8Array): string;
  /** Reader of the media behind a namespace. */
  media(namespace: string): ReadAt;
  poke(namespace: string, offset: number, data: Uint8Array): void;
}

const full = (path: string): string => (path.startsWith('/') ? path : `/sys/bus/nd/devices/${path}`);

export function drive(k: Kernel): PmemMachine {
  const files = kernelFiles(k);
  let seen = k.state.log.lines.length;
  const startOf = (namespace: string): number => k.state.nd.namespaces[namespace]!.start;
  return {
    k,
    cat(path) {
      const text = files.read(full(path));
      return typeof text === 'string' ? text.replace(/\n$/, '') : `!${text.error}`;
    },
    echo: (value, path) => files.write(full(path), `${value}\n`)?.error ?? 'ok',
    news() {
      const lines = k.state.log.lines.slice(seen).map(({ text }) => text);
      seen = k.state.log.lines.length;
      return lines;
    },
    read(path, offset, length) {
      const data = files.readBytes(path, offset, length);
      return data instanceof Uint8Array ? Buffer.from(data) : data.error;
    },
    write: (path, offset, data) => files.writeBytes(path, offset, data)?.error ?? 'ok',
    media: (namespace) => (offset, length) =>
      Buffer.from(readMedia(k.firmware, startOf(namespace) + offset, length)),
    poke: (namespace, offset, data) => writeMedia(k.firmware, startOf(namespace) + offset, data),
  };
}

/** Boots with one region by `memmap=`, RAM from 1 MiB to 3 GiB and from 4 GiB to 8 GiB. */
export const bootPmem = (memmap: string, request: BootRequest = {}): PmemMachine =>
  drive(bootMachine({ ...request, cmdline: `memmap=${memmap}` }));

const DRIVERS = '/sys/bus/nd/drivers';

/** Binds a device to a driver of the nd bus. */
export const bind = (m: PmemMachine, device: string, driver = 'nd_pmem'): string =>
  m.echo(device, `${DRIVERS}/${driver}/bind`);
export const unbind = (m: PmemMachine, device: string, driver = 'nd_pmem'): string =>
  m.echo(device, `${DRIVERS}/${driver}/unbind`);

export interface Settings {
  uuid?: string;
  mode?: 'pmem' | 'ram';
  align?: number;
  sectorSize?: number;
  namespace?: string;
}

/** Configures a btt, pfn or dax device through sysfs and binds it; returns the result of the bind. */
export function configure(m: PmemMachine, device: string, settings: Settings = {}): string {
  const { uuid = UUID, mode = 'pmem', align, sectorSize = 4096, namespace = 'namespace0.0' } = settings;
  unbind(m, namespace);
  m.echo(uuid, `${device}/uuid`);
  if (device.startsWith('btt')) m.echo(`${sectorSize}`, `${device}/sector_size`);
  else {
    m.echo(mode, `${device}/mode`);
    if (align !== undefined) m.echo(`${align}`, `${device}/align`);
  }
  m.echo(namespace, `${device}/namespace`);
  return bind(m, device, device.startsWith('dax') ? 'dax_pmem' : 'nd_pmem');
}
