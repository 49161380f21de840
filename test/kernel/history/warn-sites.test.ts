import { describe, expect, it } from 'vitest';
import { isInlined, WARN_SITES, warnLocation } from '../../../src/kernel/history/warn-sites.ts';
import { WARN } from '../../../src/kernel/kernel/printk.ts';
import { bootMachine } from '../../helpers/boot.ts';

describe('the line of a WARN', () => {
  it.each([
    ['4.9.35', 'kernel/memremap.c:305'],
    ['4.11-rc2', 'kernel/memremap.c:300'],
    ['4.12.4', 'kernel/memremap.c:298'],
    ['4.14.67', 'kernel/memremap.c:363'],
    ['4.19.13', 'kernel/memremap.c:206'],
    ['4.19.13Connoisseur', 'kernel/memremap.c:206'],
    ['5.2.1', 'kernel/memremap.c:190'],
  ])('is the recorded or published one on %s', (release, expected) => {
    expect(warnLocation(WARN_SITES.mixedRegion, release)).toBe(expected);
  });

  it('is that of the version that a distribution packages', () => {
    expect(warnLocation(WARN_SITES.allocationUnderrun, '6.1.0-56-amd64')).toMatch(/:676$/);
    expect(warnLocation(WARN_SITES.allocationUnderrun, '6.12.117+deb12-amd64')).toMatch(/:683$/);
    expect(warnLocation(WARN_SITES.topologySane, '7.3.4+deb13-amd64')).toMatch(/:329$/);
  });

  it.each(['5.2.0', '5.2.2', '4.9.0', '6.1.0-57-amd64'])(
    'is omitted on %s, for which it is unknown',
    (release) => {
      expect(warnLocation(WARN_SITES.mixedRegion, release)).toBe('kernel/memremap.c:..');
      expect(warnLocation(WARN_SITES.addPages, release)).toBe('arch/x86/mm/init_64.c:..');
    },
  );

  it('differs for the two ends of a conflicting range', () => {
    expect(warnLocation(WARN_SITES.conflictAtStart, '5.2.1')).toBe('kernel/memremap.c:172');
    expect(warnLocation(WARN_SITES.conflictAtEnd, '5.2.1')).toBe('kernel/memremap.c:180');
  });
});

describe('the trace of a WARN', () => {
  it('lacks functions inlined by a recorded build', () => {
    expect(isInlined('create_namespace_pmem', '4.19.13Connoisseur')).toBe(true);
    expect(isInlined('create_namespace_pmem', '4.14.67')).toBe(false);
  });

  const warning = (kernel: string, ...stack: string[]) => {
    const k = bootMachine({ kernel });
    k.stack.push(...stack);
    WARN(k, WARN_SITES.addPages, '');
    return k.state.log.lines.at(-1)!.warning!;
  };

  it('is enclosed by marks from 5.16 on', () => {
    expect(warning('5.15').taskMarks).toBeUndefined();
    expect(warning('5.16').taskMarks).toBe(true);
  });

  it('has its place first from 6.19 on', () => {
    expect(warning('6.18').placeFirst).toBeUndefined();
    expect(warning('6.19').placeFirst).toBe(true);
  });

  it('contains device_driver_attach since 5.2', () => {
    const stack = ['bind_store', 'device_driver_attach', 'add_pages'];
    expect(warning('5.1', ...stack).calls).toEqual(['driver_probe_device', 'bind_store']);
    expect(warning('5.2', ...stack).calls).toEqual(['device_driver_attach', 'bind_store']);
  });

  it('lacks an inlined function only for the build that inlined it', () => {
    const stack = ['nd_region_probe', 'create_namespace_pmem', 'add_pages'];
    expect(warning('4.19.13', ...stack).calls).toEqual(['nd_region_probe']);
    expect(warning('4.19', ...stack).calls).toEqual(['create_namespace_pmem', 'nd_region_probe']);
  });
});
