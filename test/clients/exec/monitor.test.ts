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
const MODES = [{ name: 'real ndctl', real: true, reason: lacksReal }];

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
