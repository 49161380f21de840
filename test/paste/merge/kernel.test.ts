import { describe, expect, it } from 'vitest';
import { importPaste } from '../../../src/paste/import-paste.ts';

const importText = async (...lines: string[]) =>
  importPaste([{ name: '-', bytes: new TextEncoder().encode(lines.join('\n')) }], { name: '-' });
const RAM = ['00100000-bfffffff : System RAM', '100000000-4ffffffff : System RAM'];

describe('release and command line', () => {
  it.each([
    ['# uname -r', '5.15.0-91-generic', '5.15.0-91-generic'],
    [
      '$ uname -a',
      'Linux h 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 x86_64 GNU/Linux',
      '6.1.0-18-amd64',
    ],
    ['', '- **Kernel version:** `5.10`', '5.10.0'],
    ['', 'kernel: 5.10', '5.10.0'],
    [
      '',
      'Linux version 5.14.0-362.8.1.el9_3.x86_64 (mockbuild@x) (gcc) #1 SMP',
      '5.14.0-362.8.1.el9_3.x86_64',
    ],
  ])('come from %s %s', async (command, text, kernel) => {
    expect((await importText(command, text, ...RAM)).report.built.kernel).toBe(kernel);
  });

  it('is the nearest release of an unknown one, which is noted', async () => {
    const { report } = await importText('# uname -r', '99.3.0', ...RAM);
    expect(report.built.kernel).toBe('7.3.4+deb13-amd64');
    expect(report.assumed).toContain('kernel 7.3: 99.3.0 is not among the releases, this is the nearest');
  });

  it('is that of the boot loader if no other source has one', async () => {
    const grub = ['#GRUB_CMDLINE_LINUX="memmap=1G!4G"', 'GRUB_CMDLINE_LINUX="quiet memmap=4G\\!12G"'];
    const { report } = await importText(...grub, ...RAM);
    expect(report.built.cmdline).toBe('quiet memmap=4G!12G');
    expect(report.assumed[0]).toMatch(/that of the boot loader's configuration/);
    expect(report.built.regions).toMatchObject([{ start: 12 * 2 ** 30, size: 4 * 2 ** 30 }]);
    const running = await importText(...grub, '# cat /proc/cmdline', 'quiet', ...RAM);
    expect(running.report.built.cmdline).toBe('quiet');
  });

  it('refuses other architectures', async () => {
    await expect(
      importText('Linux h 5.10.0 #1 SMP Thu Nov 26 2026 ppc64le GNU/Linux', ...RAM),
    ).rejects.toThrow(/line 1: 'ppc64le': memsim emulates x86-64 machines alone/);
  });
});
