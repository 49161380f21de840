/** Machines with CXL devices of 1 GiB each below one host bridge, and the cxl tool to run on them. */
import { readPlatform } from '../../src/firmware/schema.ts';
import { ALONE, runTool } from '../../src/machine/command.ts';
import { echo } from '../../src/machine/echo.ts';
import { bootMachine, type Machine } from '../../src/machine/machine.ts';
import { cxl } from '../../src/tools/cxl/main.ts';
import { ndctl } from '../../src/tools/ndctl/main.ts';
import type { Tool } from '../../src/tools/tool.ts';

export const GiB = 2 ** 30;
export const WINDOW = 0x100000000 + 3 * GiB;

const E820 = [
  { start: 0, end: '0x9fbff', type: 'usable' },
  { start: '0x100000', end: '0xbfffffff', type: 'usable' },
];

/** A platform in the short form: `devices` of persistent memory in a window of 8 GiB. */
export const cxlPlatform = (devices: object[] | number, more: object = {}): object => ({
  e820: E820,
  hypervisor: false,
  cxl: {
    window: { start: WINDOW, size: 8 * GiB },
    devices: typeof devices === 'number' ? Array.from({ length: devices }, () => ({ pmem: GiB })) : devices,
    ...more,
  },
});

/**
 * Two devices of persistent memory below a host bridge.
 *
 * @param decoders of the bridge
 * @param ofDevice decoders of each device
 */
export const twoOnBridge = (decoders: number, ofDevice: number, window = 8 * GiB): object => ({
  e820: [{ start: '0x100000', end: '0xbfffffff', type: 'usable' }],
  hypervisor: false,
  cxl: {
    windows: [{ start: WINDOW, size: window, targets: ['pci0000:0c'] }],
    hostBridges: [
      {
        acpi: 'ACPI0016:00',
        pci: 'pci0000:0c',
        uid: 12,
        decoders,
        ports: [0, 1].map((id) => ({
          id,
          pci: `0000:0c:0${id}.0`,
          device: { pci: `0000:0${'de'[id]}:00.0`, serial: id + 1, pmem: GiB, decoders: ofDevice },
        })),
      },
    ],
  },
});

export const bootCxl = (platform: object | number, kernel = '6.1', config = {}): Machine =>
  bootMachine(readPlatform(typeof platform === 'number' ? cxlPlatform(platform) : platform), {
    kernel,
    config,
    cmdline: '',
    seed: 1,
  });

export const DEVICES = '/sys/bus/cxl/devices';

/** Reads an attribute of a device of the cxl bus, without its newline; an errno name when it fails. */
export function show(machine: Machine, path: string): string {
  const text = machine.files.read(`${DEVICES}/${path}`);
  return typeof text === 'string' ? text.trimEnd() : text.error;
}

/** Writes an attribute with echo; `ok` or an errno name. */
export const store = (machine: Machine, path: string, text: string): string =>
  echo(machine.files, `${DEVICES}/${path}`, text)?.error ?? 'ok';

interface Outcome {
  rc: number;
  stdout: string;
  stderr: string;
}

const run = async (machine: Machine, tool: Tool, words: string): Promise<Outcome> => {
  const { rc, stdout, stderr } = await runTool(machine, tool, words.split(' '), ALONE);
  return { rc, stdout: String(stdout), stderr };
};

/** Runs cxl, or ndctl, with words separated by blanks. */
export const cxlTool = (machine: Machine, words: string): Promise<Outcome> => run(machine, cxl, words);
export const ndctlTool = (machine: Machine, words: string): Promise<Outcome> => run(machine, ndctl, words);

export const iomem = (machine: Machine): string[] =>
  String(machine.files.read('/proc/iomem'))
    .split('\n')
    .filter((line) => / : (CXL Window|region|Persistent Memory|namespace|dax)/.test(line));
