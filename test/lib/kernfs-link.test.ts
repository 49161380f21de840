import { expect, it } from 'vitest';
import { kernfsLink } from '../../src/lib/kernfs-link.ts';

it.each([
  ['/sys/bus/cxl/devices/mem0', '/sys/devices/pci0000:0c/mem0', '../../../devices/pci0000:0c/mem0'],
  ['/sys/devices/platform/ACPI0017:00/root0/uport', '/sys/devices/platform/ACPI0017:00', '../../ACPI0017:00'],
  ['/sys/devices/ndbus0/nd/ndctl0/device', '/sys/devices/ndbus0', '../../../ndbus0'],
  ['/sys/a/b', '/sys/a/c', 'c'],
  ['/sys/a/b', '/sys', '../../sys'],
])('%s to %s is %s', (path, target, text) => {
  expect(kernfsLink(path, target)).toBe(text);
});
