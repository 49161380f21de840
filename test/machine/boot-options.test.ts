import { describe, expect, it } from 'vitest';
import { CHANGES } from '../../src/kernel/history.ts';
import { findRelease, RELEASES, releaseChanges } from '../../src/kernel/releases.ts';
import { bootOptions } from '../../src/machine/boot-options.ts';

const request = { kernel: '6.1', cmdline: '', seed: 1 };

describe('releases', () => {
  it.each([
    ['6.1', '6.1', '6.1.0-56-amd64'],
    ['6.1.0-56-amd64', '6.1', '6.1.0-56-amd64'],
    ['6.1.192', '6.1', '6.1.192'],
    ['6.12', '6.12', '6.12.117+deb12-amd64'],
    ['6.12.117+deb12-amd64', '6.12', '6.12.117+deb12-amd64'],
  ])('%s is %s', (version, name, uname) => {
    expect(findRelease(version)).toMatchObject({ release: { name }, uname });
  });

  it.each(['6.11', '6', '6.1x', '6.120', '16.1', '', 'latest'])('%s is none', (version) => {
    expect(findRelease(version)?.release.name).toBeUndefined();
  });

  it('grow: a later one has the changes of the earlier', () => {
    for (const [i, release] of RELEASES.slice(1).entries()) {
      const earlier = releaseChanges(RELEASES[i]!);
      expect(releaseChanges(release)).toEqual(expect.arrayContaining(earlier));
    }
  });

  it('hold every change that history knows', () => {
    const all = new Set(RELEASES.flatMap(releaseChanges));
    expect(Object.keys(CHANGES).filter((id) => !(all as Set<string>).has(id))).toEqual([]);
  });
});

describe('what a boot asks for', () => {
  it('takes the build options of the release, and what is set over them', () => {
    expect(bootOptions(request).config.ARCH_MEMORY_PROBE).toBe(false);
    expect(bootOptions({ ...request, config: { ARCH_MEMORY_PROBE: true } }).config.ARCH_MEMORY_PROBE).toBe(
      true,
    );
  });

  it('adds and takes out changes', () => {
    const id = 'misaligned-end-has-0x';
    expect(bootOptions(request).changes).not.toContain(id);
    expect(bootOptions({ ...request, with: [id] }).changes).toContain(id);
    expect(bootOptions({ ...request, kernel: '6.12', without: [id] }).changes).not.toContain(id);
  });

  it('refuses a kernel that is unknown, and names those it knows', () => {
    expect(() => bootOptions({ ...request, kernel: '7.9' })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/unknown kernel '7\.9'.*6\.1, 6\.12/),
      }),
    );
  });

  it('refuses a change that is unknown', () => {
    expect(() => bootOptions({ ...request, with: ['no-such'] })).toThrow(/unknown change 'no-such'/);
  });
});
