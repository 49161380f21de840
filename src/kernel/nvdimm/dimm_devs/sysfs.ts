/**
 * Attributes of a DIMM: models drivers/nvdimm/dimm_devs.c and the nfit group of drivers/acpi/nfit/core.c, all
 * releases.
 */
import type { NfitDimm } from '../../../firmware/platform.ts';
import { swab16, swab32 } from '../../../lib/bytes/swab.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import {
  type AttributeTable,
  attribute_group,
  attribute_part,
  device_dir,
} from '../../fs/attribute-table.ts';
import type { Kernel } from '../../kernel.ts';
import { nfit_test_methods } from '../../testing/nfit_test/dsm.ts';
import { is_nfit_test } from '../../testing/nfit_test/nfit.ts';
import { nd_common } from '../bus/device-sysfs.ts';
import { nd_subdirectories } from '../bus/directories.ts';
import { to_nvdimm_bus } from '../devices.ts';
import { nd_label_nfree } from '../label/label.ts';
import type { Nvdimm } from '../state.ts';
import { cxl_device, nfit_dimm, nvdimm_commands } from './config.ts';

/** Commands indexed by ND_CMD number: the order of `commands` and the bits of `dsm_mask`. */
const COMMANDS = [
  '',
  'smart',
  'smart_thresh',
  'flags',
  'get_size',
  'get_data',
  'set_data',
  'effect_size',
  'effect_log',
  'vendor',
  'cmd_call',
];
/** `cmd_call` is a command of the kernel, not a DSM function of the DIMM. */
const DSM_COMMANDS = COMMANDS.length - 1;

const words = (list: string[]): string => `${list.map((word) => `${word} `).join('')}\n`;
const has = (k: Kernel, nvdimm: Nvdimm, command: string): boolean =>
  nvdimm_commands(k, nvdimm).includes(command);

/** `available_slots`: free slots minus the one that an update needs. */
function available_slots_show(k: Kernel, { drvdata }: Nvdimm): string | number {
  return drvdata === null ? -ERRNO.ENXIO : `${Math.max(nd_label_nfree(k, drvdata) - 1, 0)}\n`;
}

function flags_show(k: Kernel, { labeling, locked }: Nvdimm): string {
  const label = k.has('labeling-flag') ? 'label' : 'alias';
  return words([...(labeling ? [label] : []), ...(locked ? ['lock'] : [])]);
}

const secured =
  (mode: number) =>
  (_k: Kernel, nvdimm: Nvdimm): number =>
    nvdimm.security === null ? 0 : mode;

const ATTRIBUTES: AttributeTable<Nvdimm> = {
  state: { mode: 0o444, show: (_k, nvdimm) => (nvdimm.busy > 0 ? 'active\n' : 'idle\n') },
  flags: { mode: 0o444, show: flags_show },
  commands: {
    mode: 0o444,
    show: (k, nvdimm) => words(COMMANDS.filter((command) => has(k, nvdimm, command))),
  },
  available_slots: { mode: 0o444, show: available_slots_show },
  // Passphrases are not emulated: every write fails as in a kernel without CONFIG_NVDIMM_KEYS.
  security: {
    mode: secured(0o644),
    show: (_k, nvdimm) => `${nvdimm.security}\n`,
    store: () => -ERRNO.EOPNOTSUPP,
  },
  frozen: { mode: secured(0o444), show: () => '0\n' },
};

const word = (value: number): string => `${hex(value, 4)}\n`;

/** An attribute that shows an NFIT field; `control` for those that need a control region. */
const nfit = (show: (dimm: NfitDimm) => string, control = true): AttributeTable<Nvdimm>[string] => ({
  mode: (k, nvdimm) => (control && nfit_dimm(k, nvdimm).format === null ? 0 : 0o444),
  show: (k, nvdimm) => show(nfit_dimm(k, nvdimm)),
});

/** The DIMM answers a set of DSM commands; acpi_nfit_add_dimm() finds none if it has no function at all. */
const has_dsm_family = (k: Kernel, nvdimm: Nvdimm): boolean =>
  is_nfit_test(to_nvdimm_bus(k, nvdimm.bus)) ||
  nvdimm_commands(k, nvdimm).some((command) => command !== 'cmd_call');

/** `family`: 0 for Intel's commands. */
const family_show = (k: Kernel, nvdimm: Nvdimm): string | number =>
  has_dsm_family(k, nvdimm) ? '0\n' : -ERRNO.ENXIO;

function dsm_mask_show(k: Kernel, nvdimm: Nvdimm): string | number {
  if (!has_dsm_family(k, nvdimm)) return -ERRNO.ENXIO;
  let mask = is_nfit_test(to_nvdimm_bus(k, nvdimm.bus)) ? nfit_test_methods(has(k, nvdimm, 'smart')) : 0;
  for (let bit = 1; bit < DSM_COMMANDS; bit++) if (has(k, nvdimm, COMMANDS[bit]!)) mask += 2 ** bit;
  return `${hex(mask)}\n`;
}

/** Flag names in the order in which the driver tests them. */
const FLAGS = [
  'save_fail',
  'restore_fail',
  'flush_fail',
  'not_armed',
  'smart_event',
  'map_fail',
  'smart_notify',
];

const NFIT_ATTRIBUTES: AttributeTable<Nvdimm> = {
  handle: nfit((dimm) => `${hex(dimm.handle)}\n`, false),
  phys_id: nfit((dimm) => `${hex(dimm.physId)}\n`, false),
  vendor: nfit((dimm) => word(swab16(dimm.vendorId))),
  device: nfit(() => word(0x0100)),
  rev_id: nfit(() => word(0x0100)),
  subsystem_vendor: nfit(() => word(0)),
  subsystem_device: nfit(() => word(0)),
  subsystem_rev_id: nfit(() => word(0)),
  format: nfit((dimm) => word(dimm.format ?? 0)),
  formats: nfit(() => '1\n'),
  serial: nfit((dimm) => `${hex(swab32(dimm.serial), 8)}\n`),
  flags: {
    ...nfit((dimm) => words(FLAGS.filter((flag) => dimm.flags.includes(flag))), false),
    event: (_k, { test }) => test?.notifications ?? 0,
  },
  id: nfit((dimm) => `${dimm.id}\n`),
  family: { mode: 0o444, show: family_show },
  dsm_mask: { mode: 0o444, show: dsm_mask_show },
};

const find = (k: Kernel, name: string): Nvdimm | undefined => k.state.nd.dimms[name];
const find_nfit = (k: Kernel, name: string): Nvdimm | undefined => {
  const nvdimm = find(k, name);
  return nvdimm?.cxl === undefined ? nvdimm : undefined;
};

const find_cxl = (k: Kernel, name: string): Nvdimm | undefined => {
  const nvdimm = find(k, name);
  return nvdimm?.cxl !== undefined && k.has('cxl-nvdimm-id') ? nvdimm : undefined;
};

/** Attributes of drivers/cxl/pmem.c. */
const CXL_ATTRIBUTES: AttributeTable<Nvdimm> = {
  id: { mode: 0o444, show: (k, nvdimm) => `${cxl_device(k, nvdimm)!.serial}\n` },
  provider: { mode: 0o444, show: (k, nvdimm) => `${provider_of(k, nvdimm)}\n` },
};

/** The device of the cxl bus that made a DIMM. */
const provider_of = (k: Kernel, { name }: Nvdimm): string =>
  Object.values(k.state.cxl?.nvdimms ?? {}).find(({ nvdimm }) => nvdimm === name)?.name ?? '';

/** The directory of a DIMM. */
export const nvdimm_dir = device_dir(
  attribute_part(ATTRIBUTES, find),
  ...nd_common,
  attribute_group('nfit', NFIT_ATTRIBUTES, find_nfit),
  attribute_group('cxl', CXL_ATTRIBUTES, find_cxl),
  nd_subdirectories,
);
