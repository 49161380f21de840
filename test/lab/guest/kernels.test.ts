import { describe, expect, it } from 'vitest';
import { readGuestMachine } from '../lab-options.ts';
import { qemuArguments } from './guest-machine.ts';
import { newestPackage } from './kernels.ts';
import { requirePrograms } from './packages.ts';

describe('what a guest is made of', () => {
  it('selects the newest package of a version, and none for other machines', () => {
    const names = [
      'linux-image-6.1.0-9-amd64-unsigned',
      'linux-image-6.1.0-56-amd64-unsigned',
      'linux-image-6.1.0-57-cloud-amd64-unsigned',
      'linux-image-6.1.0-58-amd64',
      'linux-image-6.12.117+deb12-amd64-unsigned',
    ];
    expect(newestPackage(names, '6.1')).toBe('linux-image-6.1.0-56-amd64-unsigned');
    expect(newestPackage(names, '6.12')).toBe('linux-image-6.12.117+deb12-amd64-unsigned');
    expect(newestPackage(names, '5.10')).toBeUndefined();
  });

  it('names the packages that are missing', () => {
    expect(() => requirePrograms((name) => !name.startsWith('q') && name !== 'cpio')).toThrow(
      'missing: qemu-system-x86_64, cpio\ninstall the Debian packages: apt-get install --no-install-recommends qemu-system-x86 cpio',
    );
  });

  it('puts DIMMs at their addresses, beside the label area', () => {
    const machine = readGuestMachine({ dimm: ['1G,128K,0x240000000'] });
    const words = qemuArguments(machine);
    expect(words).toContain('pc,nvdimm=on,memory-backend=ram0');
    expect(words).toContain(`memory-backend-ram,id=m0,size=${2 ** 30 + 2 ** 17}`);
    expect(words).toContain('nvdimm,id=nv0,memdev=m0,label-size=131072,addr=0x240000000');
  });

  it('has virtio-pmem memory that can be flushed', () => {
    const words = qemuArguments(readGuestMachine({ 'virtio-pmem': ['1G,0x240000000'] }));
    expect(words).toContain('memory-backend-memfd,id=v0,size=1073741824');
    expect(words).toContain('virtio-pmem-pci,id=vp0,memdev=v0,memaddr=0x240000000');
  });

  it('keeps media in files where a boot follows', () => {
    expect(qemuArguments(readGuestMachine({}), '/media')).toContain(
      'memory-backend-file,id=ram0,size=15032385536,mem-path=/media/ram0,share=on,align=2097152',
    );
  });

  it('refuses a malformed size', () => {
    expect(() => readGuestMachine({ memory: '4X' })).toThrow("--memory: '4X' is no size or address");
  });
});
