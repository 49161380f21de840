/** `ndctl inject-smart` on nfit_test, with the messages and results of ndctl 76.1 on the same functions. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlatform } from '../../../../src/firmware/schema.ts';
import { ALONE } from '../../../../src/machine/command.ts';
import { bootMachine } from '../../../../src/machine/machine.ts';
import { ndctl } from '../../../../src/tools/ndctl/main.ts';

const PLATFORM = new URL('../../../../fixtures/platforms/nfit-test.json', import.meta.url);

function booted() {
  const platform = readPlatform(JSON.parse(readFileSync(PLATFORM, 'utf8')));
  const { files } = bootMachine(platform, { kernel: '6.1', cmdline: '', seed: 1 });
  const run = async (line: string) => {
    const env = { ...ALONE, files, newUuid: () => '00000000-0000-4000-8000-000000000001' };
    const { rc, stdout, stderr } = await ndctl(line.split(' '), env);
    return { rc, stdout: String(stdout), stderr };
  };
  const health = async (line: string) => {
    const { rc, stdout, stderr } = await run(line);
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
    return JSON.parse(stdout)[0].health as Record<string, unknown>;
  };
  return { run, health };
}

test('values and thresholds together; the list shows them until they are taken back', async () => {
  const { run, health } = booted();
  const injected = {
    health_state: 'fatal',
    temperature_celsius: 42,
    spares_percentage: 11,
    temperature_threshold: -3,
    spares_threshold: 44,
    shutdown_state: 'dirty',
    shutdown_count: 43,
  };
  expect(await health('inject-smart nmem0 -m 42.9 -M -3.5 --spares=11 -S 0x12c -f -U')).toMatchObject(
    injected,
  );
  expect(await health('list -D -d nmem0 -H')).toMatchObject(injected);
  expect(await health('list -D -d nmem1 -H')).toMatchObject({ temperature_celsius: 23, shutdown_count: 42 });
  expect(await health('inject-smart nmem0 --media-temperature-uninject -F')).toMatchObject({
    ...injected,
    health_state: 'non-critical',
    temperature_celsius: 23,
  });
  expect((await run('inject-smart nmem0 -m 16')).stdout).toContain('"temperature_celsius":16.0,');
});

test('alarms are enabled and disabled; other words change nothing', async () => {
  const { health } = booted();
  const alarms = { alarm_enabled_media_temperature: true, alarm_enabled_spares: true };
  expect(await health('inject-smart nmem0 --spares-alarm=maybe')).toMatchObject(alarms);
  const off = await health(
    'inject-smart nmem0 --media-temperature-alarm=off --ctrl-temperature-alarm=on -C 12',
  );
  expect(off).toMatchObject({
    alarm_enabled_media_temperature: false,
    alarm_enabled_ctrl_temperature: true,
    controller_temperature_threshold: 12,
    alarm_enabled_spares: true,
  });
  expect(off).not.toHaveProperty('temperature_threshold');
});

const noController =
  '  Error: nmem0: smart inject ctrl_temperature cmd invalid: No such device or address (-6)\n\n';

test('the controller temperature cannot be injected, which --uninject-all only reports', async () => {
  const { run } = booted();
  expect(await run('inject-smart nmem0 -c 4 -s 1')).toEqual({ rc: 250, stdout: '', stderr: noController });
  const all = await run('inject-smart nmem0 -N');
  expect(all).toMatchObject({ rc: 0, stderr: noController });
  expect(JSON.parse(all.stdout)[0].health).toMatchObject({ spares_percentage: 75 });
});

test.each([
  ['-m inf', 234, 'Invalid argument: media_temperature: inf'],
  ['-M 1e999', 234, 'Invalid argument: 1e999'],
  ['-s -1', 234, 'Invalid argument: spares: -1'],
  ['-s 4294967296', 234, 'Invalid argument: spares: 4294967296'],
  ['-s 1 --spares-uninject', 234, 'Cannot use spares inject and uninject together'],
])('inject-smart %s is refused', async (words, rc, message) => {
  const { run } = booted();
  expect(await run(`inject-smart nmem0 ${words}`)).toEqual({
    rc,
    stdout: '',
    stderr: `  Error: ${message}\n\n`,
  });
});

test('--verbose prints the functions that are called', async () => {
  const { run } = booted();
  const { stderr } = await run('inject-smart nmem1 -v -s 1 -S 2');
  expect(stderr.match(/do_cmd: .*/g)).toEqual(
    ['smart_thresh', 'smart_set_thresh', 'smart_inject', 'smart', 'smart_thresh'].map(
      (name) => `do_cmd: bus: 0 dimm: 0x1 cmd: cmd_call:${name} status: 0 fw: 0 (success)`,
    ),
  );
});
