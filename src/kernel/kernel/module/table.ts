/**
 * Modules of the modelled subsystems: Kbuild's folders, the MODULE_* macros, and the devices for which udev loads
 * them at boot. Recorded on 6.1.192 and 6.12.117. Modules of virtio itself are not modelled, and dax, cxl_core
 * and cxl_port are built in.
 */
import { dax_hmem_exit, dax_hmem_init } from '../../dax/hmem/hmem.ts';
import type { ChangeId } from '../../history/history.ts';
import type { Kernel } from '../../kernel.ts';
import { e820_pmem_exit, e820_pmem_init } from '../../nvdimm/core.ts';

/** The recorded builds. */
const OLDEST = '6.1.192';
const NEWEST = '6.12.117';

/** `key=value` of a modinfo section; with `build`, only in that build. */
type Entry = string | { build: string; text: string };

export interface ModuleText {
  /** Entries of the modinfo section, in order, before `depends`. */
  info: readonly Entry[];
}

/** The entries in a build; of a build that was not recorded, those of the older one. */
export const entriesOf = ({ info }: ModuleText, version: string): string[] =>
  info.flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    return (entry.build === NEWEST) === (version === NEWEST) ? [entry.text] : [];
  });

/** A module, loaded or not. */
export interface Module extends ModuleText {
  name: string;
  /** Folder below `kernel/drivers`. */
  folder: string;
  /** Modules whose symbols it uses, as modpost lists them. */
  depends: readonly string[];
  /** Parameters with their description and type. */
  parameters?: readonly string[];
  /** Change that added it; absent for a module of every release. */
  since?: ChangeId;
  /** Tests for a device that makes udev load it; absent for a module that every boot loads. */
  wanted?(k: Kernel): boolean;
  /** Provider of the nd buses that it registers; their regions hold the module. */
  provider?: string;
  /** Creates its devices when it is loaded after boot; absent for a module that only has drivers. */
  init?(k: Kernel): void;
  /** Removes its devices, after its drivers are unregistered. */
  exit?(k: Kernel): void;
  /** The model cannot remove its devices. */
  stays?: true;
  /** Size in memory in bytes, by build. */
  sizes: Readonly<Record<string, number>>;
}

const INTEL = 'author=Intel Corporation';
const GPL2 = 'license=GPL v2';
const CXL = 'import_ns=CXL';

/** An entry that only Debian's 6.1 has. */
const former = (text: string): Entry => ({ build: OLDEST, text });
/** An entry that only Debian's 6.12 has. */
export const recent = (text: string): Entry => ({ build: NEWEST, text });

const sizes = (old: number, young: number): Record<string, number> => ({ [OLDEST]: old, [NEWEST]: young });

const hasCxl = ({ state }: Kernel): boolean => state.cxl !== undefined;
const hasVirtio = ({ firmware }: Kernel): boolean => firmware.platform.virtioPmem.length > 0;

/** All modules, in the order in which a boot loads them. */
export const MODULES: readonly Module[] = [
  {
    name: 'libnvdimm',
    folder: 'nvdimm',
    info: [
      ...[INTEL, GPL2, recent('description=NVDIMM (Non-Volatile Memory Device) core')],
      ...['alias=nd:t1*', recent('import_ns=DEVMEM'), 'alias=nd:t2*'],
    ],
    depends: [],
    parameters: ['key_revalidate:Require key validation at init. (bool)'],
    sizes: sizes(204800, 241664),
  },
  {
    name: 'nd_btt',
    folder: 'nvdimm',
    info: [
      ...[GPL2, recent('description=NVDIMM Block Translation Table')],
      ...['author=Vishal Verma <vishal.l.verma@linux.intel.com>', 'alias=nd:tND_DEVICE_BTT*'],
    ],
    depends: ['libnvdimm'],
    sizes: sizes(32768, 32768),
  },
  {
    name: 'nd_pmem',
    folder: 'nvdimm',
    info: [
      ...[GPL2, recent('description=NVDIMM Persistent Memory Driver')],
      'author=Ross Zwisler <ross.zwisler@linux.intel.com>',
      ...['alias=nd:t5*', 'alias=nd:t4*', 'alias=pmem'],
    ],
    depends: ['libnvdimm', 'nd_btt'],
    sizes: sizes(24576, 24576),
  },
  {
    name: 'dax_pmem',
    folder: 'dax',
    info: ['alias=nd:t7*', INTEL, GPL2, recent('description=PMEM DAX: direct access to persistent memory')],
    depends: ['libnvdimm'],
    since: 'device-dax',
    sizes: sizes(16384, 12288),
  },
  {
    name: 'device_dax',
    folder: 'dax',
    info: ['alias=dax:t0*', GPL2, recent('description=Device DAX: direct access device driver'), INTEL],
    depends: [],
    since: 'dax-bus',
    sizes: sizes(20480, 20480),
  },
  {
    name: 'nd_e820',
    folder: 'nvdimm',
    info: [
      ...[INTEL, GPL2, recent('description=NVDIMM support for e820 type-12 memory')],
      'alias=platform:e820_pmem*',
    ],
    depends: ['libnvdimm'],
    wanted: ({ state }) => Object.values(state.nd.buses).some(({ provider }) => provider === 'e820'),
    provider: 'e820',
    init: e820_pmem_init,
    exit: e820_pmem_exit,
    sizes: sizes(16384, 12288),
  },
  {
    name: 'nfit',
    folder: 'acpi/nfit',
    info: [
      ...[INTEL, GPL2, recent('description=ACPI NVDIMM Firmware Interface Table (NFIT) driver')],
      'alias=acpi*:ACPI0012:*',
    ],
    depends: ['libnvdimm'],
    parameters: [
      'force_enable_dimms:Ignore _STA (ACPI DIMM device) status (bool)',
      'disable_vendor_specific:Limit commands to the publicly specified set (bool)',
      'override_dsm_mask:Bitmask of allowed NVDIMM DSM functions (ulong)',
      'default_dsm_family:Try this DSM type first when identifying NVDIMM family (int)',
      'no_init_ars:Skip ARS run at nfit init time (bool)',
      'force_labels:Opt-in to labels despite missing methods (bool)',
    ],
    wanted: ({ firmware }) => firmware.platform.buses.length > 0,
    provider: 'ACPI.NFIT',
    stays: true,
    sizes: sizes(73728, 81920),
  },
  {
    name: 'kmem',
    folder: 'dax',
    info: ['alias=dax:t0*', GPL2, recent('description=KMEM DAX: map dax-devices as System-RAM'), INTEL],
    depends: [],
    since: 'kmem',
    wanted: () => false,
    sizes: sizes(16384, 12288),
  },
  {
    name: 'dax_hmem',
    folder: 'dax/hmem',
    info: [
      ...[INTEL, GPL2, recent("description=HMEM DAX: direct access to 'specific purpose' memory")],
      ...[recent('alias=platform:hmem_platform*'), 'alias=platform:hmem*', recent('softdep=pre: cxl_acpi')],
    ],
    depends: [],
    parameters: ['region_idle:bool'],
    since: 'hmem-soft-reserved',
    wanted: ({ state }) => Object.keys(state.dax.hmem ?? {}).length > 0,
    init: dax_hmem_init,
    exit: dax_hmem_exit,
    sizes: sizes(16384, 16384),
  },
  {
    name: 'nd_virtio',
    folder: 'nvdimm',
    info: ['license=GPL', recent('description=Virtio Persistent Memory Driver')],
    depends: [],
    since: 'virtio-pmem',
    wanted: hasVirtio,
    sizes: sizes(16384, 12288),
  },
  {
    name: 'virtio_pmem',
    folder: 'nvdimm',
    info: ['license=GPL', 'description=Virtio pmem driver', 'alias=virtio:d0000001Bv*'],
    depends: ['nd_virtio', 'libnvdimm'],
    since: 'virtio-pmem',
    wanted: hasVirtio,
    provider: 'virtio-pmem',
    stays: true,
    sizes: sizes(16384, 16384),
  },
  {
    name: 'cxl_acpi',
    folder: 'cxl',
    info: [
      ...['import_ns=ACPI', CXL, GPL2, recent('description=CXL ACPI: Platform Support')],
      ...[recent('softdep=pre: cxl_port'), former('alias=platform:cxl_acpi'), 'alias=acpi*:ACPI0017:*'],
      recent('alias=platform:cxl_acpi'),
    ],
    depends: [],
    since: 'cxl-root-decoders',
    wanted: hasCxl,
    sizes: sizes(20480, 24576),
  },
  {
    name: 'cxl_pci',
    folder: 'cxl',
    info: [...[CXL, GPL2, recent('description=CXL: PCI manageability')], 'alias=pci:v*d*sv*sd*bc05sc02i10*'],
    depends: [],
    parameters: ['mbox_ready_timeout:seconds to wait for mailbox ready (ushort)'],
    since: 'cxl-memdevs',
    wanted: hasCxl,
    stays: true,
    sizes: sizes(20480, 28672),
  },
  {
    name: 'cxl_mem',
    folder: 'cxl',
    info: [
      ...['softdep=pre: cxl_port', 'alias=cxl:t5*', CXL, GPL2],
      recent('description=CXL: Memory Expansion'),
    ],
    depends: [],
    since: 'cxl-endpoints',
    wanted: hasCxl,
    sizes: sizes(16384, 12288),
  },
  {
    name: 'cxl_pmem',
    folder: 'cxl',
    info: [
      ...['alias=cxl:t7*', 'alias=cxl:t2*', 'alias=cxl:t1*', CXL, GPL2],
      recent('description=CXL PMEM: Persistent Memory Support'),
    ],
    depends: ['libnvdimm'],
    since: 'cxl-pmem-bridge',
    wanted: hasCxl,
    provider: 'CXL',
    sizes: sizes(20480, 24576),
  },
  {
    name: 'dax_cxl',
    folder: 'dax',
    info: [
      ...[CXL, INTEL, 'license=GPL', recent('description=CXL DAX: direct access to CXL regions')],
      'alias=cxl:t8*',
    ],
    depends: [],
    since: 'cxl-ram-regions',
    wanted: hasCxl,
    sizes: { [NEWEST]: 12288 },
  },
];
