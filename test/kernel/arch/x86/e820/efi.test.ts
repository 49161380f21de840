import { describe, expect, test } from 'vitest';
import { proc_iomem } from '../../../../../src/kernel/kernel/resource/resource.ts';
import { bootMachine, EIGHT_GIB, logged } from '../../../../helpers/boot.ts';

const platform = {
  e820: [...EIGHT_GIB.e820, { start: '0x200000000', end: '0x2ffffffff', type: 'soft reserved' }],
};
const rows = (k: ReturnType<typeof bootMachine>, who = 'BIOS-e820'): string[] =>
  logged(k, new RegExp(`^${who}: .*0x00000002`)).map((line) => line.replace(/^.*\] /, ''));
const soft = (k: ReturnType<typeof bootMachine>): string[] =>
  proc_iomem(k)
    .split('\n')
    .filter((line) => /Soft|Unknown|^200000000/.test(line));

describe('special purpose memory of the firmware', () => {
  test.each([
    { kernel: '5.4', cmdline: '', word: 'usable' },
    { kernel: '5.5', cmdline: '', word: 'soft reserved' },
    { kernel: '6.12', cmdline: 'efi=nosoftreserve', word: 'usable' },
    { kernel: '6.12', cmdline: 'efi=debug,nosoftreserve', word: 'usable' },
    { kernel: '6.12', cmdline: 'efi=debug', word: 'soft reserved' },
  ])('on $kernel with "$cmdline" is $word', ({ kernel, cmdline, word }) =>
    expect(rows(bootMachine({ platform, kernel, cmdline }))).toEqual([word]),
  );

  test('by memmap= is a type without a name before 5.5, whatever efi= says', () => {
    const cmdline = 'memmap=1G%6G-1+0xefffffff efi=nosoftreserve';
    const k = bootMachine({ kernel: '5.4', cmdline });
    expect(logged(k, /^e820: update .*180000000/)).toEqual([
      'e820: update [mem 0x180000000-0x1bfffffff] usable ==> type 4026531839',
    ]);
    expect(proc_iomem(k)).toContain('180000000-1bfffffff : Unknown E820 type\n');
    expect(soft(bootMachine({ kernel: '6.12', cmdline }))).toEqual(['180000000-1bfffffff : Soft Reserved']);
  });
});

describe('efi_fake_mem=', () => {
  const fake = (request: Parameters<typeof bootMachine>[0]) =>
    bootMachine({
      platform: { ...EIGHT_GIB, efi: true },
      cmdline: 'efi_fake_mem=1G@6G:0x40000',
      config: { EFI_FAKE_MEMMAP: true },
      kernel: '6.1',
      ...request,
    });

  test('gives a range the attribute, which makes it Soft Reserved', () => {
    const k = fake({});
    expect(logged(k, /^efi_fake_mem/)).toEqual([
      'efi_fake_mem: add attr=0x0000000000040000 to [mem 0x0000000180000000-0x00000001bfffffff]',
    ]);
    expect(soft(k)).toEqual(['  180000000-1bfffffff : Soft Reserved']);
    expect(k.state.dax.devices['dax0.0']?.ranges).toEqual([{ start: 0x180000000, end: 0x1bfffffff }]);
  });

  test('keeps to conventional memory, and takes several ranges', () => {
    const k = fake({ cmdline: 'efi_fake_mem=1G@7936M:0x40000,256M@5G:0x40000' });
    expect(soft(k)).toEqual([
      '  140000000-14fffffff : Soft Reserved',
      '  1f0000000-1ffffffff : Soft Reserved',
    ]);
  });

  test.each([
    ['another attribute', { cmdline: 'efi_fake_mem=1G@6G:0x10000' }],
    ['a BIOS machine', { platform: EIGHT_GIB }],
    ['a kernel built without it', { config: {} }],
    ['efi=nosoftreserve', { cmdline: 'efi=nosoftreserve efi_fake_mem=1G@6G:0x40000' }],
    ['6.11', { kernel: '6.11' }],
    ['a kernel before 5.5', { kernel: '5.4' }],
  ])('has no effect with %s', (_, request) => expect(soft(fake(request))).toEqual([]));
});
