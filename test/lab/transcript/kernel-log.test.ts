import { describe, expect, it } from 'vitest';
import { readLog } from './kernel-log.ts';

const WARN = `[   10.1] nd_pmem namespace0.0: before
[   10.2] ------------[ cut here ]------------
[   10.2] nd_region region0: allocation underrun: 0x0 of 0x4000000 bytes
[   10.2] WARNING: CPU: 0 PID: 80 at drivers/nvdimm/namespace_devs.c:676 size_store+0x8a3/0x910 [libnvdimm]
[   10.2] Modules linked in: nfit nd_e820 device_dax dax_pmem nd_pmem nd_btt libnvdimm
[   10.2] CPU: 0 PID: 80 Comm: ndctl Not tainted 6.1.0-56-amd64 #1  Debian 6.1.180-1
[   10.2] RIP: 0010:size_store+0x8a3/0x910 [libnvdimm]
[   10.2] Code: ff ff
[   10.2] Call Trace:
[   10.2]  <TASK>
[   10.2]  ? __warn+0x7d/0xc0
[   10.2]  kernfs_fop_write_iter+0x11e/0x1f0
[   10.2]  vfs_write.isra.0+0x230/0x3d0
[   10.2]  </TASK>
[   10.2] ---[ end trace 0000000000000000 ]---
[   10.3] nd_pmem namespace0.0: after
`;

describe('the kernel log of a guest', () => {
  it('parses a WARN and keeps the lines around it', () => {
    expect(readLog(WARN, false)).toEqual({
      dmesg: ['nd_pmem namespace0.0: before', 'nd_pmem namespace0.0: after'],
      warnings: [
        {
          at: 'drivers/nvdimm/namespace_devs.c:676',
          function: 'size_store',
          text: ['nd_region region0: allocation underrun: 0x0 of 0x4000000 bytes'],
          calls: ['kernfs_fop_write_iter', 'vfs_write'],
        },
      ],
    });
  });

  it('reads the first line of a WARN since 6.19', () => {
    const newer = WARN.replace(/WARNING: .*/, 'WARNING: mm/sparse.c:5 at f+0x8a3/0x910 [m], CPU#1: ndctl/80');
    expect(readLog(newer, false).warnings[0]).toMatchObject({ at: 'mm/sparse.c:5', function: 'f' });
  });

  it('reads the text of an old WARN from the lines after its first', () => {
    const old = `WARNING: CPU: 0 PID: 1 at kernel/memremap.c:305 devm_memremap_pages+0x3bf/0x420
devm_memremap_pages attempted on mixed region [mem 0x200000000-0x23fefffff flags 0x200]
Modules linked in:
Call Trace:
 [<ffffffff8130c7ed>] dump_stack+0x63/0x86
---[ end trace 7f1c5d6f9b0b4c55 ]---`;
    const { warnings } = readLog(`------------[ cut here ]------------\n${old}`, true);
    expect(warnings[0]!.text).toEqual([
      'devm_memremap_pages attempted on mixed region [mem 0x200000000-0x23fefffff flags 0x200]',
    ]);
    expect(warnings[0]!.calls).toEqual(['dump_stack']);
  });

  it('keeps one line of an oops', () => {
    const log =
      'BUG: kernel NULL pointer dereference, address: 0000000000000000\nRIP: 0010:x+0x1/0x2\n---[ end trace 0 ]---';
    expect(readLog(log, false)).toEqual({
      dmesg: [],
      warnings: [{ at: null, function: null, text: [], calls: [] }],
    });
  });

  it('keeps only the lines of a boot about memory', () => {
    const boot =
      '[ 0.0] BIOS-provided physical RAM map:\n[ 0.1] Freeing initrd memory: 1K\n[ 0.2] input: AT\n[ 0.3] clocksource: tsc';
    expect(readLog(boot, true).dmesg).toEqual(['BIOS-provided physical RAM map:']);
    expect(readLog(boot, false).dmesg).toHaveLength(3);
  });
});
