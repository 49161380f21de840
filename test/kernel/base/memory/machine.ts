/** Memory blocks of a machine to which RAM is added by the probe file. */
import { bootMachine } from '../../../helpers/boot.ts';
import { drive, type PmemMachine } from '../../../helpers/pmem.ts';

export const MEMORY = '/sys/devices/system/memory';

/** RAM up to 2 GiB and from 4 to 6 GiB; blocks from 48 on can be added. */
export const RAM = {
  e820: [
    { start: '0x0', end: '0x9ffff', type: 'usable' },
    { start: '0x100000', end: '0x7fffffff', type: 'usable' },
    { start: '0x100000000', end: '0x17fffffff', type: 'usable' },
  ],
};

export const boot = (kernel: string): PmemMachine =>
  drive(bootMachine({ kernel, platform: RAM, config: { ARCH_MEMORY_PROBE: true } }));

export const probe = (m: PmemMachine, block: number): string =>
  m.echo(`0x${(block * 0x8000000).toString(16)}`, `${MEMORY}/probe`);

export const put = (m: PmemMachine, block: number, state: string): string =>
  m.echo(state, `${MEMORY}/memory${block}/state`);

export const zones = (m: PmemMachine, ...blocks: number[]): string[] =>
  blocks.map((block) => m.cat(`${MEMORY}/memory${block}/valid_zones`));
