/** `ndctl monitor` on nfit_test: its settings, its log, and the events that it reports. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { ALONE, runTool } from '../../../src/machine/command.ts';
import { bootMachine } from '../../../src/machine/machine.ts';
import { ndctl } from '../../../src/tools/ndctl/main.ts';
import type { Wakeup } from '../../../src/tools/tool.ts';

const PLATFORM = new URL('../../../fixtures/platforms/nfit-test.json', import.meta.url);
const CONFIG = '/etc/ndctl.conf.d/monitor.conf';
const TIME = 1_700_000_000_000_000_042n;

/** The machine, the files of the host, and runs of ndctl. */
function booted(files: Record<string, string> = {}) {
  const platform = readPlatform(JSON.parse(readFileSync(PLATFORM, 'utf8')));
  const machine = bootMachine(platform, { kernel: '6.1', cmdline: '', seed: 1 });
  const written = new Map(Object.entries(files));
  const host = {
    ...ALONE.host,
    read: (path: string) => (written.has(path) ? Buffer.from(written.get(path)!) : undefined),
    append(path: string, text: string) {
      if (path.startsWith('/none/')) return false;
      written.set(path, (written.get(path) ?? '') + text);
      return true;
    },
    isFolder: (path: string) => path === '/etc',
  };
  const run = (line: string) => runTool(machine, ndctl, line.split(' '), { ...ALONE, host, goesOn: true });

  /** Starts a monitor; `wake` resumes it. */
  async function monitor(line: string) {
    const { rc, stderr, waiting } = await run(`monitor ${line}`);
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
    const wake = (cause: Wakeup['cause']) => waiting!.resume({ cause, pid: 77, time: TIME });
    return { first: wake('start'), wake, waiting: waiting! };
  }
  return { run, monitor, written };
}

interface Message {
  event: Record<string, boolean>;
  dimm: { dev: string; health: Record<string, unknown> };
}

const messages = (text: string): Message[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

const QUIET = { stdout: '', stderr: '', rc: undefined };

test('reports raised alarms at the start, and a DIMM once for each notification', async () => {
  const { run, monitor } = booted();
  const { first, wake } = await monitor('-d nmem0');
  expect(first).toMatchObject({ stdout: '', rc: undefined });
  expect(first.stderr).toMatch(
    /^\{"timestamp":"1700000000\.000000042","pid":77,"event":\{"dimm-spares-remaining":true,/,
  );
  expect(first.stderr.endsWith('}}}\n')).toBe(true);
  expect(wake('event')).toEqual(QUIET);
  await run('inject-smart nmem1 -f');
  expect(wake('event')).toEqual(QUIET);
  await run('inject-smart nmem0 -f');
  const [event, ...more] = messages(wake('event').stderr);
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    event: { 'dimm-health-state': true, 'dimm-unclean-shutdown': false },
    dimm: { dev: 'nmem0', health: { health_state: 'fatal' } },
  });
  expect(wake('event')).toEqual(QUIET);
});

test('enables the alarms of the monitored events alone', async () => {
  const { run, monitor } = booted();
  await run('inject-smart nmem0 --spares-alarm=off --media-temperature-alarm=off');
  await monitor('-d nmem0 -D dimm-controller-temperature');
  const { stdout } = await run('list -D -d nmem0 -H');
  expect(JSON.parse(String(stdout))[0].health).toMatchObject({
    alarm_enabled_media_temperature: false,
    alarm_enabled_ctrl_temperature: true,
    alarm_enabled_spares: false,
  });
});

test('reports only the events that are asked for', async () => {
  const { run, monitor } = booted();
  const { first, wake } = await monitor('-d nmem0 -D dimm-unclean-shutdown');
  expect(first).toEqual(QUIET);
  await run('inject-smart nmem0 -f');
  expect(wake('event')).toEqual(QUIET);
  await run('inject-smart nmem0 -U');
  expect(messages(wake('event').stderr).map(({ event }) => event)).toEqual([
    { 'dimm-unclean-shutdown': true },
  ]);
});

test('--poll looks at all DIMMs without a notification', async () => {
  const { monitor } = booted();
  const { wake, waiting } = await monitor('-b nfit_test.0 -p 3');
  expect(waiting).toMatchObject({ timeout: 3000, isDaemon: false });
  expect(messages(wake('timeout').stderr).map(({ dimm }) => dimm.dev)).toEqual([
    'nmem1',
    'nmem3',
    'nmem0',
    'nmem2',
  ]);
  expect((await monitor('-d nmem0')).waiting.timeout).toBe(undefined);
});

test('writes a file: events as they are, other lines with time and process', async () => {
  const { monitor, written } = booted({ '/log': 'before\n' });
  const { first } = await monitor('-l /log -d nmem0 -u');
  expect(first).toEqual(QUIET);
  expect(written.get('/log')).toMatch(
    /^before\n\{\n {2}"timestamp":"1700000000\.000000042",\n {2}"pid":77,\n/,
  );
  const alone = await monitor('-l log -b nfit_test.1');
  expect(alone.first.rc).toBe(250);
  expect(written.get('./log')).toBe(
    ['nmem5: no smart support', 'nmem4: no smart support', 'no dimms to monitor, exiting']
      .map((line) => `[1700000000.000000042] [77] ${line}\n`)
      .join(''),
  );
});

test('a daemon writes to a file with an absolute path, else to the log of the system', async () => {
  const { monitor, written } = booted();
  const { first, waiting } = await monitor('--daemon -l /log -d nmem0 -D dimm-unclean-shutdown');
  expect([first, waiting.isDaemon]).toEqual([QUIET, true]);
  expect(written.get('/log')).toBe('[1700000000.000000042] [77] ndctl monitor daemon started\n');
  for (const words of ['', ' -l log', ' -l standard', ' -l syslog'])
    expect((await monitor(`--daemon -d nmem0${words}`)).first).toEqual(QUIET);
});

test('a configuration file adds to the options; --log precedes it', async () => {
  const text =
    '[monitor]\n# comment = 1\n\n dimm = nmem1 \ndimm-event=dimm-unclean-shutdown\nlog = /file\nbus =\n';
  const { run, monitor, written } = booted({ '/c': text });
  const { wake } = await monitor('-c /c -d nmem0');
  await run('inject-smart nmem0 -U');
  await run('inject-smart nmem1 -U');
  await run('inject-smart nmem2 -U');
  expect(wake('event')).toEqual(QUIET);
  expect(messages(written.get('/file')!).map(({ dimm }) => dimm.dev)).toEqual(['nmem1', 'nmem0']);
  await monitor('-c /c -d nmem0 -l /option');
  expect(written.has('/option')).toBe(true);
});

test('without an option the file of the system counts, if there is one', async () => {
  const { monitor } = booted({ [CONFIG]: 'dimm = nmem3\n' });
  expect(messages((await monitor('-b nfit_test.0')).first.stderr)).toMatchObject([
    { dimm: { dev: 'nmem3' } },
  ]);
  expect(messages((await monitor('-c /etc -d nmem0')).first.stderr)).toHaveLength(1);
});

test.each([
  ['-c /none/c', '/none/c cannot be opened\n'],
  ['-l none/x -c /d', '/d cannot be opened\n'],
  ['-l /none/x', '  Error: open /none/x failed\n\n'],
])('monitor %s ends before it monitors', async (words, stderr) => {
  const { rc, stderr: told, waiting } = await booted().run(`monitor ${words}`);
  expect({ rc, told, waiting }).toEqual({ rc: 254, told: stderr, waiting: undefined });
});

test('an unknown event ends it, with the length of a path unless a file was read', async () => {
  const stderr = 'no dimm-event named x\n';
  expect((await booted().monitor('-D x')).first).toEqual({ stdout: '', stderr, rc: CONFIG.length });
  expect((await booted({ [CONFIG]: '' }).monitor('-D x')).first.rc).toBe(0);
});

test('-v names lines of the file that are no settings', async () => {
  const { run } = booted({ '/c': '\n[monitor]\n' });
  expect((await run('monitor -v -c /c')).stderr).toBe(
    'ndctl-76.1:parse_monitor_config:486: config-file syntax error, skip line[2]\n',
  );
});
