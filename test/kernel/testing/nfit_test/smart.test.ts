/** Health of nfit_test DIMMs: what is injected, and when pollers of `nfit/flags` are notified. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlatform } from '../../../../src/firmware/schema.ts';
import { dataView } from '../../../../src/lib/bytes/data-view.ts';
import type { IoctlReply } from '../../../../src/lib/uapi.ts';
import { bootMachine } from '../../../../src/machine/machine.ts';

const PLATFORM = new URL('../../../../fixtures/platforms/nfit-test.json', import.meta.url);
const FLAGS = '/sys/bus/nd/devices/nmem0/nfit/flags';
const METHOD = { smart: 1, threshold: 2, setThreshold: 17, inject: 18 };

function booted() {
  const platform = readPlatform(JSON.parse(readFileSync(PLATFORM, 'utf8')));
  const { files } = bootMachine(platform, { kernel: '6.1', cmdline: '', seed: 1 });
  const call = (method: number, input = new Uint8Array(), dimm = 'nmem0') =>
    files.ioctl(`/dev/${dimm}`, { command: 'call', method, input });
  const output = (method: number) => dataView((call(method) as IoctlReply).data!);
  return {
    files,
    call,
    smart: () => {
      const at = output(METHOD.smart);
      return {
        health: at.getUint8(12),
        spares: at.getUint8(13),
        temperature: at.getUint16(16, true),
        shutdowns: at.getUint32(20, true),
        shutdown: at.getUint8(35),
      };
    },
    thresholds: () => [...new Uint8Array(output(METHOD.threshold).buffer)].slice(4, 11),
    setThreshold: (alarms: number, spares: number, media: number, controller: number) =>
      call(
        METHOD.setThreshold,
        Uint8Array.of(alarms, 0, spares, media, media >> 8, controller, controller >> 8),
      ),
    inject: (...bytes: [offset: number, value: number][]) => {
      const input = new Uint8Array(15);
      for (const [offset, value] of bytes) input[offset] = value;
      return call(METHOD.inject, input);
    },
    events: () => files.events(FLAGS),
  };
}

const AT_BOOT = { health: 1, spares: 75, temperature: 23 * 16, shutdowns: 42, shutdown: 0 };

test('each field is injected and cleared separately', () => {
  const { inject, smart } = booted();
  expect(smart()).toEqual(AT_BOOT);
  expect(inject([0, 1], [8, 1], [9, 0x20], [10, 1])).toMatchObject({ status: 0 });
  expect(smart()).toEqual({ ...AT_BOOT, temperature: 0x120 });
  inject([0, 2], [11, 1], [12, 3]);
  inject([0, 4], [13, 1]);
  inject([0, 8], [14, 1]);
  inject([0, 8], [14, 1]);
  expect(smart()).toEqual({ health: 4, spares: 3, temperature: 0x120, shutdowns: 44, shutdown: 1 });
  inject([0, 7]);
  expect(smart()).toEqual({ ...AT_BOOT, shutdowns: 44, shutdown: 1 });
  inject([0, 8]);
  expect(smart()).toEqual({ ...AT_BOOT, shutdowns: 44 });
});

test('thresholds are those that were set; another DIMM keeps its own', () => {
  const { setThreshold, thresholds, call } = booted();
  expect(thresholds()).toEqual([3, 0, 5, 640 % 256, 2, 480 % 256, 1]);
  setThreshold(7, 99, 1600, 16);
  expect(thresholds()).toEqual([7, 0, 99, 1600 % 256, 6, 16, 0]);
  expect((call(METHOD.threshold, undefined, 'nmem1') as IoctlReply).data![6]).toBe(5);
});

test('a notification follows a value that reaches an enabled threshold', () => {
  const { setThreshold, inject, events } = booted();
  expect(events()).toBe(0);
  inject([0, 2], [11, 1], [12, 6]);
  expect(events()).toBe(0);
  inject([0, 2], [11, 1], [12, 5]);
  expect(events()).toBe(1);
  setThreshold(2, 5, 23 * 16 + 1, 0);
  expect(events()).toBe(1);
  setThreshold(2, 5, 23 * 16, 0);
  expect(events()).toBe(2);
  setThreshold(0, 99, 0, 0);
  expect(events()).toBe(2);
  setThreshold(4, 0, 0, 25 * 16);
  expect(events()).toBe(3);
  setThreshold(4, 0, 0, 25 * 16 + 1);
  expect(events()).toBe(3);
});

test('each function notifies while the state is fatal or after an unsafe shutdown', () => {
  const { setThreshold, inject, events } = booted();
  setThreshold(0, 0, 0, 0);
  inject([0, 4], [13, 1]);
  inject([0, 0]);
  expect(events()).toBe(2);
  inject([0, 4]);
  inject([0, 8], [14, 1]);
  setThreshold(0, 0, 0, 0);
  expect(events()).toBe(4);
});

test('an input of another length is invalid; bus 1 has no health', () => {
  const { call } = booted();
  expect(call(METHOD.inject, new Uint8Array(16))).toEqual({ error: 'EINVAL' });
  expect(call(METHOD.setThreshold, new Uint8Array(6))).toEqual({ error: 'EINVAL' });
  expect(call(METHOD.smart, undefined, 'nmem4')).toEqual({ error: 'ENOTTY' });
});
