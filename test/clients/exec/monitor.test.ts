/** `ndctl monitor` in the background of a script, while other commands change the health of DIMMs. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lacksNamespaces, processIn, skipsWithout } from '../../helpers/exec.ts';
import { scratchFolder } from '../../helpers/folder.ts';

/** Commands of a script that waits until a file has text. */
const filled = (file: string): string => `until [ -s ${file} ]; do sleep 0.05; done`;

function onNfitTest(real: boolean) {
  const folder = scratchFolder();
  const memsim = processIn(scratchFolder());
  memsim.run(['-q', 'boot', '--platform', 'nfit-test', '--kernel', '6.1']);
  const script = (text: string) =>
    memsim.run(['-q', 'exec', ...(real ? ['--real'] : []), '--', 'sh', '-c', `cd ${folder}; ${text}`]);
  return { folder, script };
}

const lacksReal = existsSync('/usr/bin/ndctl') ? lacksNamespaces() : 'there is no ndctl';
const MODES = [
  { name: 'drop-in ndctl', real: false, reason: lacksNamespaces() },
  { name: 'real ndctl', real: true, reason: lacksReal },
];

for (const { name, real, reason } of MODES) {
  describe.skipIf(skipsWithout(reason, `the ${name} as a monitor`))(`monitor of the ${name}`, () => {
    it('writes an event of its DIMM when that is notified, and ends by a signal', () => {
      const { script } = onNfitTest(real);
      const { rc, stdout, stderr } = script(`
          ndctl monitor -d nmem0 -l $PWD/log &
          monitor=$!
          ${filled('log')}
          cat log
          : > log
          ndctl inject-smart nmem1 -s 3 > other
          ndctl inject-smart nmem0 -s 4 > own
          ${filled('log')}
          cat log
          kill $monitor
          wait $monitor 2> end
          echo "[$?,$monitor]"
        `);
      expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
      const [first, second, [code, pid], ...more] = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(more).toEqual([]);
      expect(code).toBe(128 + 15);
      expect(first).toMatchObject({
        pid,
        event: {
          'dimm-spares-remaining': true,
          'dimm-media-temperature': true,
          'dimm-controller-temperature': false,
          'dimm-health-state': false,
          'dimm-unclean-shutdown': false,
        },
        dimm: { dev: 'nmem0', health: { spares_percentage: 75, alarm_enabled_ctrl_temperature: true } },
      });
      expect(second).toMatchObject({
        pid,
        event: { 'dimm-unclean-shutdown': false },
        dimm: { dev: 'nmem0', health: { spares_percentage: 4 } },
      });
      expect(second.timestamp).toMatch(/^\d{10}\.\d{9}$/);
    });
  });
}

describe.skipIf(skipsWithout(lacksNamespaces(), 'a monitor in the background'))('the drop-in', () => {
  it('runs as a daemon, whose number is in its file', () => {
    const { script } = onNfitTest(false);
    const { rc, stdout, stderr } = script(`
      ndctl monitor --daemon -l $PWD/log -d nmem0 -D dimm-unclean-shutdown
      echo $?
      ${filled('log')}
      ndctl inject-smart nmem0 -U > /dev/null
      until grep -q event log; do sleep 0.05; done
      grep -o '"pid":[0-9]*' log | tr -dc 0-9 | xargs kill -0 && cat log
    `);
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
    expect(stdout).toMatch(
      /^0\n\[\d{10}\.\d{9}\] \[(\d+)\] ndctl monitor daemon started\n\{"timestamp":"[\d.]+","pid":\1,"event"/,
    );
  });

  it('looks again after --poll seconds', () => {
    const { script } = onNfitTest(false);
    const { stdout } = script(`
      ndctl monitor -d nmem0 -p 1 2> log &
      until [ "$(grep -c event log)" -ge 3 ]; do sleep 0.05; done
      kill $!
      echo done
    `);
    expect(stdout).toBe('done\n');
  });

  it('ends when another machine boots', () => {
    const { script } = onNfitTest(false);
    const { stdout } = script(`
      ndctl monitor -d nmem0 -l $PWD/log &
      ${filled('log')}
      reboot
      ndctl list -D > list
      wait $!
      echo $?
    `);
    expect(stdout).toBe('143\n');
  });
});
