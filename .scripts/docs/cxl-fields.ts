/** Descriptions of the fields of the `cxl` part of a platform file: whole paths, and names that parts share. */
const PATHS: Readonly<Record<string, string>> = {
  cxl: 'CXL: windows, host bridges, switches and type 3 devices; or, in the short form, a window and devices.',
  'cxl.windows': 'Ranges of host addresses that the platform decodes to host bridges (CFMWS of the CEDT).',
  'cxl.windows[].ways': 'Number of host bridges that it interleaves over (default: the number of targets).',
  'cxl.windows[].granularity': 'Interleave granularity over host bridges in bytes (default 256).',
  'cxl.hostBridges': 'Host bridges (ACPI0016), each a port below the root.',
  'cxl.hostBridges[].pci': 'Its PCI name, such as pci0000:0c.',
  'cxl.hostBridges[].acpi': 'Its ACPI name, such as ACPI0016:00.',
  'cxl.memdevs':
    'PCI functions of the devices in the order in which the kernel finds them: mem0, mem1, .. (default: the order of the file).',
  'cxl.committed': 'Regions that the firmware set up before the kernel started.',
  'cxl.committed[].granularity': 'Interleave granularity over devices in bytes (default 256).',
  'cxl.committed[].devices': 'PCI functions of its devices, by position.',
  'cxl.committed[].locked': 'Its decoders are locked until a reset (default false).',
  'cxl.window': 'Short form: one window, decoded to the host bridge of `devices`.',
  'cxl.devices': 'Short form: devices below one host bridge, each on a root port of its own.',
};

const NAMES: Readonly<Record<string, string>> = {
  start: 'First host physical address.',
  size: 'Bytes.',
  arithmetic: 'Interleave arithmetic (default modulo).',
  targets: 'Host bridges by PCI name, one for each way.',
  restrictions: 'Permitted uses (default: all, not fixed).',
  uid: 'Its _UID, the id of the downstream port of the root.',
  registers: 'Physical address of its component registers.',
  ports: 'Root ports, or downstream ports of a switch.',
  id: 'Number of the port.',
  pci: 'PCI function, such as 0000:0d:00.0.',
  device: 'The type 3 device on the port.',
  switch: 'The switch on the port.',
  decoders: 'HDM decoders (default 1).',
  serial: 'Serial number; it identifies the device and its media across reboots.',
  pmem: 'Bytes of persistent memory (default 0).',
  ram: 'Bytes of volatile memory (default 0).',
  labelSize: 'Bytes of the label area (default 256 KiB with persistent memory).',
  partitionAlign: 'Unit in which capacity can move between ram and pmem (default 0: partitions are fixed).',
  firmwareVersion: 'Text of the attribute firmware_version.',
  security:
    'The device implements the security commands of the mailbox (default false); no passphrase is set.',
};

/** The description of a field by its path; undefined for fields of other parts. */
export const cxlField = (path: string): string | undefined =>
  path === 'cxl' || path.startsWith('cxl.') ? (PATHS[path] ?? NAMES[path.split('.').at(-1)!]) : undefined;
