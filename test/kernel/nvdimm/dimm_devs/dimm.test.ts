import { describe, expect, test } from 'vitest';
import { MiB } from '../../../../src/lib/units.ts';
import { failed } from '../../../../src/wall/files.ts';
import { readArea } from '../label-area.ts';
import {
  bootDimms,
  createRaw,
  disable,
  enable,
  get,
  LABEL_SIZE,
  labelArea,
  logMark,
  logSince,
  ND,
  put,
} from '../machine.ts';

const D = `${ND}/nmem0`;
const unbind = '/sys/bus/nd/drivers/nvdimm/unbind';
const bind = '/sys/bus/nd/drivers/nvdimm/bind';

test('a DIMM has the attributes of its platform', () => {
  const machine = bootDimms({ labels: 'blank' });
  for (const [file, value] of Object.entries({
    state: 'active',
    flags: '',
    commands: 'get_size get_data set_data cmd_call',
    available_slots: '509',
    dev: '245:0',
    'nfit/handle': '0x1',
    'nfit/vendor': '0x8680',
    'nfit/serial': '0x00100000',
    'nfit/id': '8680-00100000',
    'nfit/dsm_mask': '0x70',
    security: 'ENOENT',
  }))
    expect([file, get(machine, `${D}/${file}`).trimEnd()]).toEqual([file, value]);
});

test('device nodes have lower majors when DMA-BUF heaps are built in', () => {
  const machine = bootDimms({ labels: 'blank', kernel: '6.12' });
  expect(get(machine, `${D}/dev`)).toBe('244:0');
  expect(get(machine, `${D}/uevent`)).toContain('MAJOR=244\n');
  expect(get(machine, '/sys/class/nd/ndctl0/dev')).toBe('245:0');
});

test('a DIMM that had labels keeps the label flag', () => {
  const machine = bootDimms({ labels: '1.1' });
  expect(get(machine, `${D}/flags`)).toBe('label');
  expect(get(machine, `${D}/available_slots`)).toBe('1019');
  put(machine, unbind, 'nmem0');
  expect(get(machine, `${D}/flags`)).toBe('label');
  expect(get(machine, `${D}/available_slots`)).toBe('ENXIO');
});

describe('/dev/nmem0', () => {
  const size = (machine: ReturnType<typeof bootDimms>) =>
    machine.files.ioctl('/dev/nmem0', { command: 'get-config-size' });

  test('reads and writes the label area while no region uses it', () => {
    const machine = bootDimms({ labels: 'blank' });
    disable(machine);
    expect(size(machine)).toMatchObject({ status: 0, size: LABEL_SIZE, maxTransfer: 4076 });
    const data = Uint8Array.of(1, 2, 3);
    expect(failed(machine.files.ioctl('/dev/nmem0', { command: 'set-config-data', offset: 9, data }))).toBe(
      false,
    );
    const read = machine.files.ioctl('/dev/nmem0', { command: 'get-config-data', offset: 8, length: 5 });
    expect(read).toMatchObject({ data: Uint8Array.of(0, 1, 2, 3, 0) });
  });

  test('refuses writes while a region is enabled, and beyond the end', () => {
    const machine = bootDimms();
    const write = (offset: number) =>
      machine.files.ioctl('/dev/nmem0', { command: 'set-config-data', offset, data: new Uint8Array(8) });
    expect(write(0)).toEqual({ error: 'EBUSY' });
    disable(machine);
    expect(write(LABEL_SIZE - 4)).toEqual({ error: 'EINVAL' });
  });

  test('supports no label commands without a label area', () => {
    const machine = bootDimms({ labels: 'blank', labelSize: 0 });
    expect(size(machine)).toEqual({ error: 'ENOTTY' });
    expect(get(machine, `${D}/commands`).trim()).toBe('cmd_call');
    expect(machine.kernel.state.nd.dimms.nmem0!.core.driver).toBe('nvdimm');
  });
});

test('overlapping labels keep the DIMM, and its region, disabled', () => {
  const machine = bootDimms({ labels: '1.1' });
  for (const n of [1, 2]) createRaw(machine, n, 16 * MiB);
  disable(machine);
  const [first, second] = (readArea(labelArea(machine))?.labels ?? []).map(({ slot }) => 512 + slot * 128);
  const data = labelArea(machine).subarray(first! + 104, first! + 112);
  machine.files.ioctl('/dev/nmem0', { command: 'set-config-data', offset: second! + 104, data });
  put(machine, unbind, 'nmem0');
  const mark = logMark(machine);
  expect(put(machine, bind, 'nmem0')).toBe('EBUSY');
  expect(enable(machine)).toBe('ENXIO');
  expect(logSince(machine, mark)).toEqual([
    'nvdimm: probe of nmem0 failed with error -16',
    'nd_region region0: nmem0: is disabled, failing probe',
  ]);
});

test('labels written by tools take effect when the DIMM is enabled again', () => {
  const machine = bootDimms();
  createRaw(machine, 1, 16 * MiB);
  disable(machine);
  const data = new Uint8Array(512);
  machine.files.ioctl('/dev/nmem0', { command: 'set-config-data', offset: 0, data });
  expect(get(machine, `${D}/available_slots`)).toBe('508');
  put(machine, unbind, 'nmem0');
  put(machine, bind, 'nmem0');
  expect(get(machine, `${D}/available_slots`)).toBe('509');
});
