import { describe, expect, it } from 'vitest';
import { CHANGE_IDS, type ChangeId, changeOf } from '../../src/kernel/history/history.ts';
import { findRelease, RELEASES, releaseChanges } from '../../src/kernel/history/releases.ts';
import { bootOptions } from '../../src/machine/boot-options.ts';

const request = { kernel: '6.1', cmdline: '', seed: 1 };

describe('releases', () => {
  it.each([
    ['6.1', '6.1', '6.1.0-56-amd64'],
    ['6.1.0-56-amd64', '6.1', '6.1.0-56-amd64'],
    ['6.1.192', '6.1', '6.1.192'],
    ['4.9', '4.9', '4.9.0'],
    ['4.9.35', '4.9.35', '4.9.35'],
    ['4.14.67', '4.14.67', '4.14.67'],
    ['4.14.80', '4.14.80', '4.14.80'],
    ['4.19.13Connoisseur', '4.19.13', '4.19.13Connoisseur'],
    ['5.3', '5.3', '5.3.0'],
    ['6.12', '6.12', '6.12.117+deb12-amd64'],
    ['6.12.117+deb12-amd64', '6.12', '6.12.117+deb12-amd64'],
    ['6.18', '6.18', '6.18.2'],
    ['6.18.15+deb13-amd64', '6.18.15', '6.18.15+deb13-amd64'],
    ['7.3', '7.3', '7.3.4+deb13-amd64'],
    ['7.3.4+deb13-amd64', '7.3', '7.3.4+deb13-amd64'],
  ])('%s is %s', (version, name, uname) => {
    expect(findRelease(version)).toMatchObject({ release: { name }, uname });
  });

  it.each(['6', '6.1x', '6.120', '16.1', '4.3', '6.99', '', 'latest'])('%s is unknown', (version) => {
    expect(findRelease(version)?.release.name).toBeUndefined();
  });

  it('keep their changes until a later one reverts them', () => {
    const lost = (id: ChangeId): boolean => changeOf(id).until !== undefined;
    for (const [i, release] of RELEASES.slice(1).entries()) {
      const { series, patch } = RELEASES[i]!;
      const before = releaseChanges(RELEASES[i]!).filter((id) => !lost(id));
      const early = before.filter((id) => patch > 0 && series !== release.series && changeOf(id).backports);
      expect(releaseChanges(release)).toEqual(
        expect.arrayContaining(before.filter((id) => !early.includes(id))),
      );
    }
  });

  it('differ from a stable one of the same series by its backports', () => {
    const mainline = releaseChanges(findRelease('4.14')!.release);
    const stable = releaseChanges(findRelease('4.14.67')!.release);
    expect(stable.filter((id) => !mainline.includes(id))).toContain('pgmap-release-span');
    expect(mainline.filter((id) => !stable.includes(id))).toEqual(['skip-invalid-pfns']);
    expect(releaseChanges(findRelease('4.14.66')!.release)).toEqual(mainline);
  });

  it('lose a reverted change', () => {
    const has = (version: string): boolean =>
      releaseChanges(findRelease(version)!.release).includes('skip-invalid-pfns');
    expect(['4.10', '4.11', '4.12.4', '4.15', '4.16', '6.1'].map(has)).toEqual([
      ...[false, true, true, true, false, false],
    ]);
  });

  it('contain every merged change', () => {
    const all = new Set(RELEASES.flatMap(releaseChanges));
    const missing = CHANGE_IDS.filter((id) => !all.has(id));
    expect(
      missing.filter((id) => changeOf(id).since !== 'never' && changeOf(id).until === undefined),
    ).toEqual([]);
  });
});

describe('a boot request', () => {
  it('combines the build options of the release with its own', () => {
    expect(bootOptions(request).config.ARCH_MEMORY_PROBE).toBe(false);
    expect(bootOptions({ ...request, config: { ARCH_MEMORY_PROBE: true } }).config.ARCH_MEMORY_PROBE).toBe(
      true,
    );
  });

  it('adds and removes changes', () => {
    const id = 'misaligned-end-has-0x';
    expect(bootOptions(request).changes).not.toContain(id);
    expect(bootOptions({ ...request, with: [id] }).changes).toContain(id);
    expect(bootOptions({ ...request, kernel: '6.12', without: [id] }).changes).not.toContain(id);
  });

  it('refuses an unknown kernel, and lists the known ones', () => {
    expect(() => bootOptions({ ...request, kernel: '7.9' })).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/unknown kernel '7\.9'/),
      }),
    );
  });

  it('refuses an unknown change', () => {
    expect(() => bootOptions({ ...request, with: ['no-such'] })).toThrow(/unknown change 'no-such'/);
  });
});
