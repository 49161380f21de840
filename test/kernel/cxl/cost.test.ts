import { expect, it } from 'vitest';
import { bootCxl, cxlTool, GiB, WINDOW } from '../../helpers/cxl.ts';

const WAYS = 16;

/** A platform with regions over sixteen devices each, below as many host bridges as there are regions. */
function regions(count: number): object {
  const bridge = (b: number) => ({
    acpi: `ACPI0016:0${b}`,
    pci: `pci0000:${b}0`,
    uid: b,
    decoders: 4,
    ports: Array.from({ length: WAYS }, (_, i) => ({
      id: i,
      pci: `0000:${b}0:${(i + 1).toString(16).padStart(2, '0')}.0`,
      device: {
        pci: `0000:${b}${(i % 15) + 1 > 9 ? 'abcdef'[(i % 15) - 9] : (i % 15) + 1}:0${i === 15 ? 1 : 0}.0`,
        serial: b * 16 + i + 1,
        ram: GiB,
      },
    })),
  });
  const all = Array.from({ length: count }, (_, b) => bridge(b + 1));
  return {
    e820: [{ start: '0x100000', end: '0xbfffffff', type: 'usable' }],
    hypervisor: false,
    cxl: {
      windows: all.map(({ pci }, i) => ({
        start: WINDOW + i * WAYS * GiB,
        size: WAYS * GiB,
        targets: [pci],
      })),
      hostBridges: all,
      committed: all.map(({ ports }, i) => ({
        start: WINDOW + i * WAYS * GiB,
        size: WAYS * GiB,
        devices: ports.map(({ device }) => device.pci),
      })),
    },
  };
}

it('64 devices form regions of sixteen ways at boot', async () => {
  const machine = bootCxl(regions(4), '6.18');
  const { stdout } = await cxlTool(machine, 'list -R');
  expect(JSON.parse(stdout)).toHaveLength(4);
  for (const region of JSON.parse(stdout))
    expect(region).toMatchObject({ size: WAYS * GiB, interleave_ways: WAYS, decode_state: 'commit' });
});
