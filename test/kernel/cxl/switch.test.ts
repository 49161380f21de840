import { expect, it } from 'vitest';
import { bootCxl, GiB, WINDOW } from '../../helpers/cxl.ts';

/** Two devices below a switch, on the first of two root ports. */
const SWITCH = {
  e820: [{ start: '0x100000', end: '0xbfffffff', type: 'usable' }],
  hypervisor: false,
  cxl: {
    windows: [{ start: WINDOW, size: 8 * GiB, targets: ['pci0000:0c'] }],
    hostBridges: [
      {
        ...{ acpi: 'ACPI0016:00', pci: 'pci0000:0c', uid: 12 },
        ports: [
          {
            ...{ id: 0, pci: '0000:0c:00.0' },
            switch: {
              pci: '0000:0d:00.0',
              ports: [0, 1].map((id) => ({
                ...{ id, pci: `0000:0e:0${id}.0` },
                device: { pci: `0000:${['0f', '10'][id]}:00.0`, serial: id + 1, pmem: GiB },
              })),
            },
          },
          { id: 1, pci: '0000:0c:01.0' },
        ],
      },
    ],
  },
};

// Since 6.18 downstream ports are added with the first memdev below them, those of the host bridge included.
it.each(['6.1', '6.12', '6.17', '6.18', '7.1'])('%s: all devices below a switch get endpoints', (kernel) => {
  const { kernel: k } = bootCxl(SWITCH, kernel);
  const { memdevs, ports } = k.state.cxl!;
  expect(Object.values(memdevs).map(({ endpoint, core }) => [endpoint, core.driver])).toEqual([
    ['endpoint3', 'cxl_mem'],
    ['endpoint4', 'cxl_mem'],
  ]);
  expect(Object.keys(ports)).toEqual(['root0', 'port1', 'port2', 'endpoint3', 'endpoint4']);
  expect(ports.port2!.dports.map(({ device }) => device)).toEqual(['0000:0e:00.0', '0000:0e:01.0']);
  expect(k.state.log.lines.some(({ text }) => text.includes('topology not found'))).toBe(false);
});

it.each(['6.12', '6.18'])('%s: below a disabled host bridge a device gets none', (kernel) => {
  const machine = bootCxl(SWITCH, kernel);
  const { files } = machine;
  files.write('/sys/bus/cxl/drivers/cxl_port/unbind', 'port1');
  expect(files.write('/sys/bus/cxl/drivers/cxl_mem/bind', 'mem0')).toEqual({ error: 'ENXIO' });
  expect(machine.kernel.state.cxl!.memdevs.mem0!.core.driver).toBeNull();
  files.write('/sys/bus/cxl/drivers/cxl_port/bind', 'port1');
  expect(files.write('/sys/bus/cxl/drivers/cxl_mem/bind', 'mem0')).toBeUndefined();
});
