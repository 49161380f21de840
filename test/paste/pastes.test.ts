/** Pasted machines of fixtures/pastes: what is built of each, and what is told about it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALONE, runTool } from '../../src/machine/command.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { loadTool } from '../../src/machine/tools.ts';
import { importPaste } from '../../src/paste/import-paste.ts';
import type { PastedFile } from '../../src/paste/read.ts';
import { decodeText } from '../../src/paste/text/decode.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'pastes');

interface Expected {
  kernel: string;
  cmdline?: string;
  mapFrom: string;
  /** Usable ranges of the firmware's map above 1 MiB. */
  ram: string[];
  /** Name, bus, address, size. */
  regions?: string[];
  /** Ids of the DIMMs. */
  dimms?: string[];
  /** Name, mode, size and uuid as `ndctl list` has them; `-` for no uuid. */
  namespaces?: string[];
  /** Device, mode and size as `daxctl list` has them. */
  dax?: string[];
  /** Start and size of CXL windows. */
  windows?: string[];
  /** A pattern for each note, in order. */
  assumed?: RegExp[];
  notKnown?: RegExp[];
  conflicts?: string[];
  differs?: RegExp[];
  nodes?: number;
  hypervisor?: boolean;
  /** The failed command. */
  command?: string;
  logged?: RegExp[];
  encoding?: string;
}

const NO_CMDLINE = /^an empty command line/;
const NO_KIND = /^a virtual machine: no source shows which/;
const NO_DIMMS = /^DIMMs with made-up handles/;
const ONE_DIMM = /^one DIMM for each region/;
const OF_IOMEM = /^the memory map is that of \/proc\/iomem/;
const NO_RELEASE = /^kernel 6\.1: no source names a release/;
const DIMM_SIZES = /^sizes of DIMMs beyond what regions map/;

const GUEST_RAM = ['00100000-bffdffff', '100000000-3bfffffff'];
const DIMM_RAM = ['00100000-bffdefff', '100000000-13fffffff'];
const LABELLED = {
  kernel: '6.1.0-56-amd64',
  mapFrom: 'BIOS-e820',
  ram: DIMM_RAM,
  cmdline: 'root=/dev/vda2 ro nokaslr quiet',
  regions: ['region0 ACPI.NFIT 140000000 4292870144', 'region1 ACPI.NFIT 23fe00000 4292870144'],
  namespaces: [
    'namespace0.0 devdax 1054867456 c8aa98e1-b6cd-46c1-8209-763d71cb9967',
    'namespace0.1 sector 535265280 a6e3b3d5-8291-4668-a2ad-598a66e3df39',
    'namespace1.0 raw 67108864 492e3069-b0f4-430f-bb4a-6fbbc3218cd7',
  ],
  dax: ['dax0.0 devdax 1054867456'],
  dimms: ['8680-56341200', '8680-57341200'],
  notKnown: [DIMM_SIZES],
} satisfies Expected;

const PASTES: Readonly<Record<string, Expected>> = {
  'labelled-nvdimms-crlf.txt': LABELLED,
  'sosreport-db7': LABELLED,
  'memmap-journal.txt': {
    kernel: '6.12.117+deb12-amd64',
    cmdline: 'root=/dev/vda2 ro nokaslr quiet memmap=4G!4G memmap=2G!9G',
    mapFrom: 'BIOS-e820',
    ram: GUEST_RAM,
    regions: ['region0 e820 100000000 4294967296', 'region1 e820 240000000 2147483648'],
    namespaces: ['namespace0.0 devdax 4292870144 UUID', 'namespace1.0 fsdax 2111832064 UUID'],
    dax: ['dax0.0 devdax 4292870144'],
  },
  'soft-reserved': {
    kernel: '6.1.0-56-amd64',
    cmdline: 'root=/dev/vda2 ro nokaslr quiet families memmap=4G%8G-1+0xefffffff',
    mapFrom: 'BIOS-e820',
    ram: GUEST_RAM,
    dax: ['dax0.0 devdax 4294967296'],
  },
  'misaligned-issue.md': {
    kernel: '6.1.0-56-amd64',
    cmdline: 'root=/dev/vda2 ro nokaslr quiet memmap=64M!0x140100000',
    mapFrom: 'BIOS-e820',
    ram: GUEST_RAM,
    regions: ['region0 e820 140100000 67108864'],
    command: 'ndctl create-namespace -f -e namespace0.0 -m devdax',
    logged: [
      /misaligned, unable to map$/,
      /probe of namespace0\.0 failed with error -95$/,
      /start 0x0000000140100000 misaligned to 0x200000$/,
      /probe of dax0\.0 failed with error -22$/,
    ],
  },
  'two-nodes-quoted.txt': {
    kernel: '6.1.0-56-amd64',
    cmdline: 'root=/dev/vda2 ro nokaslr quiet memmap=1G!6G',
    mapFrom: 'BIOS-e820',
    ram: ['00100000-bffdffff', '100000000-23fffffff'],
    regions: ['region0 e820 180000000 1073741824'],
    namespaces: ['namespace0.0 fsdax 1073741824 -'],
    nodes: 2,
  },
  'virtio-pmem.txt': {
    kernel: '6.1.0-56-amd64',
    cmdline: 'root=/dev/vda2 ro nokaslr quiet families',
    mapFrom: 'BIOS-e820',
    ram: ['00100000-bffdffff', '100000000-13fffffff'],
    regions: ['region0 virtio-pmem 140000000 1073741824'],
    namespaces: ['namespace0.0 fsdax 1073741824 -'],
  },
  'cxl-region.txt': {
    kernel: '6.1.0-56-amd64',
    cmdline: 'root=/dev/vda2 ro nokaslr quiet families',
    mapFrom: 'BIOS-e820',
    ram: ['00100000-7ffdefff', '100000000-17fffffff'],
    regions: ['region0 CXL a90000000 4294967296'],
    namespaces: ['namespace0.0 fsdax 1054867456 UUID'],
  },
  'system-ram-utf16.txt': {
    kernel: '6.12.117+deb12-amd64',
    cmdline: 'root=/dev/vda2 ro nokaslr quiet',
    mapFrom: 'BIOS-e820',
    ram: DIMM_RAM,
    regions: ['region0 ACPI.NFIT 140000000 6440353792'],
    namespaces: ['namespace0.0 devdax 4225761280 UUID', 'namespace0.1 devdax 262144000 UUID'],
    dax: ['dax0.0 system-ram 4225761280', 'dax0.1 devdax 262144000'],
    notKnown: [DIMM_SIZES],
    command: 'daxctl reconfigure-device -m system-ram dax0.1',
    encoding: 'UTF-16LE',
  },
  'mixed-region-windows-1252.txt': {
    kernel: '4.10.0',
    cmdline: 'BOOT_IMAGE=/vmlinuz-4.10.0 root=/dev/vda1 ro memmap=0xfc000000!8G',
    mapFrom: 'BIOS-e820',
    ram: ['00100000-bffdffff', '100000000-5ffffffff'],
    regions: ['region0 e820 200000000 4227858432'],
    assumed: [NO_KIND],
    logged: [/^WARNING: CPU: 0 PID: 558 at kernel\/memremap\.c:300/, /attempted on mixed region/],
    encoding: 'Windows-1252',
  },
  'iomem-in-a-mail.txt': {
    kernel: '5.2.0',
    mapFrom: '/proc/iomem',
    ram: ['00100000-bfffffff', '100000000-1ffffffff', '304000000-43fffffff'],
    regions: [
      'region0 ACPI.NFIT 440000000 136365211648',
      'region1 ACPI.NFIT 2400000000 136365211648',
      'region2 e820 200000000 4362076160',
    ],
    namespaces: ['namespace0.0 raw 136365211648 -', 'namespace1.0 raw 136365211648 -'],
    assumed: [
      NO_CMDLINE,
      /^RAM below c0000000: the first rows of \/proc\/iomem are missing/,
      OF_IOMEM,
      /^a region of ACPI\.NFIT for each range/,
      ONE_DIMM,
      NO_DIMMS,
      NO_KIND,
    ],
    notKnown: [DIMM_SIZES],
    differs: [
      /'2400000000-43bfffffff : namespace2\.0' is not there/,
      /'00100000-bfffffff : System RAM' is there/,
      /namespace0\.0' is there/,
      /namespace1\.0' is there/,
    ],
  },
  'four-regions-issue.md': {
    kernel: '4.18.0',
    mapFrom: '/proc/iomem',
    ram: ['00100000-bfffffff', '100000000-1803ffffff', '11404000000-12bffffffff'],
    regions: ['1804000000', '5704000000', '9604000000', 'd504000000'].map(
      (at, i) => `region${i} ACPI.NFIT ${at} 270582939648`,
    ),
    namespaces: [0, 1, 2, 3].map((i) => `namespace${i}.0 raw 270582939648 -`),
    assumed: [NO_CMDLINE, /^RAM below c0000000/, OF_IOMEM, ONE_DIMM, NO_DIMMS, NO_KIND],
    notKnown: [DIMM_SIZES],
    differs: [/'00100000-bfffffff : System RAM' is there/],
    command: 'ndctl create-namespace -f -e namespace1.0 -m fsdax',
    logged: [/Conflicting mapping in same section$/],
  },
  'old-kernel-fails.txt': {
    kernel: '4.4.0',
    cmdline: 'BOOT_IMAGE=/vmlinuz-3.10.0-693.2.1.el7.x86_64 root=/dev/mapper/centos-root ro crashkernel=auto',
    mapFrom: '/proc/iomem',
    ram: ['00100000-bffdffff', '100000000-13fffffff'],
    regions: ['region0 ACPI.NFIT 140000000 1073741824'],
    assumed: [
      OF_IOMEM,
      /^kernel 4\.4: 3\.10\.0-693\.2\.1\.el7\.x86_64 is not among the releases/,
      ONE_DIMM,
      NO_DIMMS,
      NO_KIND,
    ],
    notKnown: [DIMM_SIZES],
    command: 'ndctl create-namespace --mode memory --map mem --region region0 --size 64M',
  },
  'six-way-human.txt': {
    kernel: '6.1.0-56-amd64',
    mapFrom: 'none',
    ram: ['00100000-bfffffff', '100000000-13fffffff'],
    regions: ['region0 ACPI.NFIT 140000000 1623497637888'],
    namespaces: ['namespace0.0 fsdax 1598128390144 6c1e3ba0-74ce-4c5f-a4ba-4d46a8e3f2d1'],
    assumed: [
      NO_CMDLINE,
      /^RAM at 0-bfffffff and 100000000-13fffffff: no source shows a memory map/,
      NO_RELEASE,
      /^region0 at 140000000 with 1623497637888 bytes, which its list rounds/,
      NO_KIND,
    ],
    notKnown: [DIMM_SIZES],
    differs: [/^region0: iset_id/],
    command: 'ndctl create-namespace -r region0 -m devdax -s 6442450944',
  },
  'fsdax-120g-fails.txt': {
    kernel: '5.15.0',
    mapFrom: '/proc/iomem',
    ram: ['00100000-5fffffff', '100000000-103fffffff'],
    regions: ['region0 ACPI.NFIT 1040000000 270582939648'],
    namespaces: ['namespace0.0 fsdax 126833655808 1d0a6a7c-90b0-4a51-9e70-2d7d1b1f8a77'],
    assumed: [NO_CMDLINE, OF_IOMEM, ONE_DIMM, NO_DIMMS, NO_KIND],
    notKnown: [DIMM_SIZES],
    command: 'ndctl create-namespace --mode=fsdax --size=140G --region=region0 --force',
  },
  'kata-hotplug-journal.txt': {
    kernel: '5.4.77',
    cmdline: 'tsc=reliable panic=1 root=/dev/pmem0p1',
    mapFrom: 'BIOS-e820',
    ram: ['00100000-bffdffff'],
    regions: ['region0 ACPI.NFIT 100000000 2097152'],
    namespaces: ['namespace0.0 raw 2097152 -'],
    assumed: [/^a region of ACPI\.NFIT for each range/, ONE_DIMM, NO_DIMMS],
    notKnown: [DIMM_SIZES],
    logged: [
      /unaligned hotplug range: start 0x100200000/,
      /add_memory failed$/,
      /acpi_memory_enable_device\(\) error$/,
      /Enumeration failure$/,
    ],
  },
  'user-map-only.txt': {
    kernel: '5.7.0-rc4',
    cmdline: 'root=/dev/vda memmap=4G!9G memmap=9G!14G mem=26624M',
    mapFrom: 'user-defined map',
    ram: ['00100000-bffdffff', '100000000-67fffffff'],
    regions: ['region0 e820 240000000 4294967296', 'region1 e820 380000000 9663676416'],
    namespaces: ['namespace0.0 fsdax 4294967296 -', 'namespace1.0 fsdax 9663676416 -'],
    assumed: [/^the firmware's map is the user-defined one/, NO_KIND],
  },
  'too-small-for-a-block.txt': {
    kernel: '6.1.0-56-amd64',
    mapFrom: 'lsmem',
    ram: ['00100000-7fffffff', '100000000-107fffffff'],
    hypervisor: false,
    regions: ['region0 ACPI.NFIT 1080000000 270582939648'],
    namespaces: ['namespace0.0 devdax 262144000 7d0a6a7c-90b0-4a51-9e70-2d7d1b1f8a78'],
    dax: ['dax0.0 devdax 262144000'],
    assumed: [
      NO_CMDLINE,
      /^RAM is what lsmem shows as online/,
      ONE_DIMM,
      NO_DIMMS,
      /^bare metal: memory blocks/,
    ],
    notKnown: [DIMM_SIZES],
    command: 'daxctl reconfigure-device -N -m system-ram dax0.0',
    logged: [/too small after alignment$/, /without any memory after alignment$/, /failed with error -22$/],
  },
  'cut-at-both-ends.txt': {
    kernel: '6.1.0-56-amd64',
    mapFrom: '/proc/iomem',
    ram: ['00100000-bffdffff', '100000000-37bffffff'],
    regions: ['region0 ACPI.NFIT 37c000000 4294967296', 'region1 ACPI.NFIT 47c000000 4294967296'],
    namespaces: [
      'namespace0.0 raw 4294967296 -',
      'namespace1.0 fsdax 1071644672 5b1b7a3e-6c8f-4b19-8c56-1f0f2a7d9e10',
    ],
    assumed: [NO_CMDLINE, /^RAM below bffe0000: the first rows/, OF_IOMEM, NO_RELEASE, NO_KIND],
    notKnown: [/^the end of 'ndctl list' \(cut-at-both-ends\.txt, lines 7-58\)/, DIMM_SIZES],
    differs: [/'00100000-bffdffff : System RAM' is there/],
  },
  'contradictions.txt': {
    kernel: '5.14.0',
    cmdline: 'root=/dev/sda2 ro memmap=8G!8G',
    mapFrom: '/proc/iomem',
    ram: ['00100000-bffdffff', '100000000-5ffffffff'],
    regions: ['region0 e820 200000000 8589934592'],
    namespaces: ['namespace0.0 fsdax 8589934592 -'],
    assumed: [OF_IOMEM, NO_KIND],
    conflicts: ['command line', 'amount of memory', 'kernel release'],
    differs: [/^region0: size 4294967296, here 8589934592$/],
  },
  'web-page.html.txt': {
    kernel: '4.15.0-20-generic',
    cmdline:
      'BOOT_IMAGE=/boot/vmlinuz-4.15.0-20-generic root=UUID=00000000-0000-4000-8000-000000000001 ro memmap=16G!4G',
    mapFrom: 'BIOS-e820',
    ram: ['00100000-bffdffff', '100000000-53fffffff'],
    regions: ['region0 e820 100000000 17179869184'],
    namespaces: ['namespace0.0 fsdax 17179869184 -'],
    assumed: [NO_KIND],
    notKnown: [/^changes that the distribution carries in 4\.15\.0-20-generic/],
  },
  'nfit-disassembled.txt': {
    kernel: '5.10.0-28-amd64',
    mapFrom: 'BIOS-e820',
    ram: ['00100000-bffdffff', '100000000-83fffffff'],
    regions: ['region0 ACPI.NFIT 840000000 8589934592'],
    namespaces: ['namespace0.0 raw 8589934592 -'],
    dimms: ['8089-44332211', '8089-88776655'],
    assumed: [NO_CMDLINE, NO_KIND],
    notKnown: [DIMM_SIZES],
  },
  'old-e820-rows.txt': {
    kernel: '4.4.0',
    cmdline: 'root=/dev/sda1 ro',
    mapFrom: 'BIOS-e820',
    ram: ['00100000-bfedffff', '100000000-23fffffff'],
    assumed: [/^kernel 4\.4: 3\.2\.0-4-amd64 is not among the releases/, NO_KIND],
  },
  'python-list.txt': {
    kernel: '6.1.0-56-amd64',
    mapFrom: 'none',
    ram: ['00100000-bfffffff', '100000000-13fffffff'],
    regions: ['region0 ACPI.NFIT 140000000 68719476736'],
    namespaces: ['namespace0.0 raw 68719476736 2649aa81-3b3a-6a50-b60e-7e94a96c0001'],
    assumed: [NO_CMDLINE, /^RAM at/, NO_RELEASE, /^region0 at 140000000/, ONE_DIMM, NO_DIMMS, NO_KIND],
    notKnown: [DIMM_SIZES],
    differs: [/^region0: iset_id is another one/],
  },
  'maps-in-ram.txt': {
    kernel: '6.1.0-56-amd64',
    mapFrom: 'none',
    ram: ['00100000-bfffffff', '100000000-d3fffffff'],
    regions: ['region0 ACPI.NFIT d40000000 1623497637888', 'region1 ACPI.NFIT 18740000000 1623497637888'],
    namespaces: [
      'namespace0.0 fsdax 1623495540736 9293107f-2a0d-4362-a631-e50dbd370003',
      'namespace1.0 fsdax 1623495540736 835774ee-ae7b-456a-bdb1-f71ec3770001',
    ],
    nodes: 2,
    assumed: [
      NO_CMDLINE,
      /^RAM at .*, and struct pages in RAM take up to 48 GiB$/,
      NO_RELEASE,
      /^region0 of 1623497637888 bytes/,
      /^region1 of 1623497637888 bytes/,
      /^region0 at d40000000/,
      /^region1 at 18740000000/,
      ONE_DIMM,
      NO_DIMMS,
      /^an SRAT with the nodes/,
      /^a CPU on each node of a region/,
      NO_KIND,
    ],
    notKnown: [DIMM_SIZES],
    differs: [],
  },
  'high-numbers.txt': {
    kernel: '6.1.0-56-amd64',
    mapFrom: 'none',
    ram: ['00100000-bfffffff', '100000000-13fffffff'],
    regions: ['region0 ACPI.NFIT 140000000 135291469824', 'region1 ACPI.NFIT 20c0000000 135291469824'],
    namespaces: ['namespace0.0 raw 135291469824 5a2f6c3e-9d44-4d0e-8f33-6f1f8f2a0005'],
    nodes: 2,
    assumed: [
      NO_CMDLINE,
      /^RAM at/,
      NO_RELEASE,
      /^region12 at 140000000/,
      /^region13 at 20c0000000/,
      ONE_DIMM,
      NO_DIMMS,
      /^an SRAT with the nodes/,
      /^a CPU on each node of a region/,
      NO_KIND,
    ],
    notKnown: [DIMM_SIZES],
    differs: [
      /^region12 is region0 here$/,
      /^region13 is region1 here$/,
      /^region12: iset_id is another one/,
      /^region13: available_size 0, here 135291469824$/,
      /^region13: iset_id is another one/,
    ],
  },
  'expander-in-lsmem.txt': {
    kernel: '6.9.3',
    mapFrom: 'lsmem',
    ram: ['00100000-7fffffff', '100000000-87fffffff'],
    dax: ['dax0.0 system-ram 68719476736'],
    nodes: 2,
    assumed: [
      NO_CMDLINE,
      /^RAM is what lsmem shows as online/,
      /^1000000000-1fffffffff is Soft Reserved by the firmware: of lsmem's ranges it has the size of dax0\.0$/,
      /^an SRAT with the nodes/,
      /^a virtual machine: memory blocks have the size of one/,
    ],
    differs: [],
    logged: [/could not reserve region$/],
  },
  'cxl-ram-region.txt': {
    kernel: '6.12.117+deb12-amd64',
    mapFrom: 'none',
    ram: ['00100000-bfffffff', '100000000-13fffffff'],
    hypervisor: false,
    windows: ['4060000000 137438953472'],
    dax: ['dax0.0 devdax 137438953472'],
    nodes: 2,
    assumed: [
      NO_CMDLINE,
      /^RAM at/,
      /^kernel 6\.12: no source names a release, and CXL regions of RAM came with 6\.3/,
      /^an SRAT with the nodes/,
    ],
    differs: [],
    command: 'daxctl reconfigure-device -m system-ram dax0.0',
  },
  'cxl-second-root.txt': {
    kernel: '6.1.0-56-amd64',
    mapFrom: 'none',
    ram: ['00100000-bfffffff', '100000000-13fffffff'],
    windows: ['8020000000 268435456', '8030000000 536870912', '8050000000 268435456', '8060000000 536870912'],
    assumed: [NO_CMDLINE, /^RAM at/, NO_RELEASE, /^CXL devices on root ports of the first/, NO_KIND],
  },
  'sizes-alone.txt': {
    kernel: '6.1.0-56-amd64',
    mapFrom: 'none',
    ram: ['00100000-bfffffff', '100000000-43fffffff'],
    regions: ['region0 ACPI.NFIT 440000000 135291469824'],
    namespaces: ['namespace0.0 devdax 133175443456 8e2f6a7c-90b0-4a51-9e70-2d7d1b1f8a79'],
    dax: ['dax0.0 devdax 133175443456'],
    assumed: [
      NO_CMDLINE,
      /^RAM at 0-bfffffff and 100000000-43fffffff: dmidecode shows sizes/,
      NO_RELEASE,
      /^region0 of 135291469824 bytes, what its namespaces take/,
      /^region0 at 440000000: no source shows its address/,
      ONE_DIMM,
      NO_DIMMS,
      NO_KIND,
    ],
    notKnown: [DIMM_SIZES],
  },
};

function filesOf(name: string): PastedFile[] {
  const path = join(FOLDER, name);
  if (!statSync(path).isDirectory()) return [{ name, bytes: readFileSync(path) }];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(path, file)).isFile())
    .sort()
    .map((file) => ({ name: file, bytes: readFileSync(join(path, file)) }));
}

interface Listed {
  dev: string;
  mode: string;
  size: number;
  uuid?: string;
  chardev: string;
}

async function listed(machine: Machine, tool: 'ndctl' | 'daxctl'): Promise<Listed[]> {
  const { stdout } = await runTool(machine, await loadTool(tool), ['list'], ALONE);
  const value: unknown = stdout === '' ? [] : JSON.parse(`${stdout}`);
  const all = (Array.isArray(value) ? value : [value]) as Listed[];
  return all.sort((a, b) => (a.dev ?? a.chardev).localeCompare(b.dev ?? b.chardev));
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** A uuid, `-` without one, and `UUID` for one that the paste shows if that is all that is expected of it. */
function uuidText(
  uuid: string | undefined,
  wanted: string | undefined,
  files: readonly PastedFile[],
): string {
  if (uuid === undefined) return '-';
  const isShown = files.some(({ bytes }) => decodeText(bytes).text.includes(uuid));
  return wanted?.endsWith(' UUID') && isShown ? 'UUID' : uuid;
}

function expectNotes(name: string, notes: readonly string[], patterns: readonly RegExp[] = []): void {
  const unmatched = notes.filter((note, i) => !patterns[i]?.test(note));
  expect({ name, count: notes.length, unmatched }).toEqual({ name, count: patterns.length, unmatched: [] });
}

describe('a pasted machine', () => {
  it('has a test for each paste', () => {
    const names = readdirSync(FOLDER).filter((name) => name !== 'without-root.txt');
    expect(Object.keys(PASTES).sort()).toEqual(names.sort());
    expect(names.length).toBeGreaterThanOrEqual(20);
  });

  for (const [name, wanted] of Object.entries(PASTES))
    it(`is built from ${name}`, async () => {
      const files = filesOf(name);
      const { machine, report } = await importPaste(files, { name });
      const { built, problem } = report;
      expect(built.kernel).toBe(wanted.kernel);
      expect(built.cmdline).toBe(wanted.cmdline ?? '');
      expect(built.mapFrom).toBe(wanted.mapFrom);
      const ram = machine.firmware.platform.e820.filter(
        ({ type, start }) => type === 'usable' && start >= 0x100000,
      );
      expect(ram.map(({ start, end }) => `${hex(start)}-${hex(end)}`)).toEqual(wanted.ram);
      const regions = built.regions.map((one) => `${one.name} ${one.bus} ${hex(one.start)} ${one.size}`);
      expect(regions.sort()).toEqual(wanted.regions ?? []);
      expect(built.nodes).toBe(wanted.nodes ?? 1);
      expect(machine.firmware.platform.hypervisor).toBe(wanted.hypervisor ?? true);
      const ids = machine.firmware.platform.buses.flatMap(({ dimms }) => dimms.map(({ id }) => id));
      if (wanted.dimms !== undefined) expect(ids).toEqual(wanted.dimms);
      if (wanted.namespaces !== undefined) {
        const namespaces = (await listed(machine, 'ndctl')).map(
          ({ dev, mode, size, uuid }, i) =>
            `${dev} ${mode} ${size} ${uuidText(uuid, wanted.namespaces?.[i], files)}`,
        );
        expect(namespaces).toEqual(wanted.namespaces);
      }
      const dax = (await listed(machine, 'daxctl')).map(
        ({ chardev, mode, size }) => `${chardev} ${mode} ${size}`,
      );
      expect(dax).toEqual(wanted.dax ?? []);
      const windows = machine.firmware.platform.cxl?.windows ?? [];
      if (wanted.windows !== undefined)
        expect(windows.map(({ start, size }) => `${hex(start)} ${size}`)).toEqual(wanted.windows);
      expectNotes('assumed', report.assumed, wanted.assumed);
      if (wanted.kernel !== '4.4.0' || wanted.command === undefined) {
        expectNotes('notKnown', report.notKnown, wanted.notKnown);
        expectNotes('differs', report.differs, wanted.differs);
      }
      expect(report.conflicts.map(({ about }) => about)).toEqual(wanted.conflicts ?? []);
      expect(problem.command?.join(' ')).toBe(wanted.command);
      expectNotes('logged', problem.logged, wanted.logged);
      expect(report.encodings.map(({ encoding }) => encoding)).toEqual(
        wanted.encoding === undefined ? [] : [wanted.encoding],
      );
    });

  it('is refused if /proc/iomem was read without root', async () => {
    await expect(importPaste(filesOf('without-root.txt'), { name: 'x' })).rejects.toThrow(
      /without-root\.txt:2: every address .* is 0, since it was read without root; .*sudo cat \/proc\/iomem/,
    );
  });
});
