/**
 * Directories of an nd bus device and its ndctl class device: models the attribute groups of
 * drivers/nvdimm/core.c and the nfit group of drivers/acpi/nfit/core.c, releases 4.19 (the ndctl device's
 * directory below `nd`) to 6.12.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import { acpi_nfit_scrub } from '../../acpi/nfit/scrub.ts';
import {
  type AttributeTable,
  attribute_group,
  attribute_part,
  type DevicePart,
  keeping_device_dir,
} from '../../fs/attribute-table.ts';
import { type Directory, dir, link, ro, uevent_attribute } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtoull } from '../../lib/kstrtox.ts';
import { nfit_test_bus_methods } from '../../testing/nfit_test/bus-call.ts';
import type { NdBus } from '../state.ts';
import { nd_synchronize } from './async.ts';
import { nvdimm_bus_commands } from './commands.ts';
import { nd_common, nd_device_path, nvdimm_major } from './device-sysfs.ts';
import { nd_device_dir, nd_subdirectories } from './directories.ts';

const ndctl_major = (k: Kernel): number => nvdimm_major(k) + 1;
/** Bus commands indexed by ND_CMD number. */
const COMMANDS = ['', 'ars_cap', 'ars_start', 'ars_status', 'clear_error'];
const CALL = 'cmd_call';
const ARS = ['ars_cap', 'ars_start', 'ars_status'];

function commands_show(k: Kernel, bus: NdBus): string {
  const known = nvdimm_bus_commands(k, bus);
  const shown = [...COMMANDS, CALL].filter((command) => known.includes(command));
  return `${shown.map((command) => `${command} `).join('')}\n`;
}

const ATTRIBUTES: AttributeTable<NdBus> = {
  commands: { mode: 0o444, show: commands_show },
  wait_probe: {
    mode: 0o444,
    show: (k) => {
      nd_synchronize(k);
      return '1\n';
    },
  },
  provider: { mode: 0o444, show: (_k, bus) => `${bus.provider}\n` },
};

function scrub_store(k: Kernel, bus: NdBus, text: string): number {
  const value = kstrtoull(text);
  if (value < 0) return value;
  if (value !== 1) return -ERRNO.EINVAL;
  // A scrub of emulated media completes at once.
  acpi_nfit_scrub(k, bus);
  return 0;
}

function scrub_show(k: Kernel, bus: NdBus): string {
  // The scrub that a reported error requested has ended when its state is read.
  if (bus.scrubRequested === true) acpi_nfit_scrub(k, bus);
  return `${bus.scrubCount}\n`;
}

function hw_error_scrub_store(_k: Kernel, bus: NdBus, text: string): number {
  const value = kstrtoull(text);
  if (value < 0) return value;
  if (value > 1) return -ERRNO.EINVAL;
  bus.hwErrorScrub = value === 1;
  return 0;
}

const NFIT_ATTRIBUTES: AttributeTable<NdBus> = {
  revision: { mode: 0o444, show: () => '1\n' },
  scrub: {
    mode: (k, bus) => (ARS.every((command) => nvdimm_bus_commands(k, bus).includes(command)) ? 0o644 : 0),
    show: scrub_show,
    store: scrub_store,
    event: (_k, bus) => bus.scrubCount,
  },
  hw_error_scrub: {
    mode: 0o644,
    show: (_k, bus) => `${bus.hwErrorScrub ? 1 : 0}\n`,
    store: hw_error_scrub_store,
  },
  dsm_mask: { mode: 0o444, show: (k, bus) => `${hex(nfit_test_bus_methods(k, bus))}\n` },
};

/** `nd/ndctlN`: the class device of a bus, which takes its ioctls. */
const ndctl_dir = (k: Kernel, bus: NdBus): Directory =>
  dir({
    uevent: uevent_attribute(() => `MAJOR=${ndctl_major(k)}\nMINOR=${bus.id}\nDEVNAME=ndctl${bus.id}\n`),
    dev: ro(() => `${ndctl_major(k)}:${bus.id}\n`),
    device: link(nd_device_path(k, bus.name)),
    subsystem: link('/sys/class/nd'),
  });

const find = (k: Kernel, name: string): NdBus | undefined => k.state.nd.buses[name];

const of_firmware = (k: Kernel, name: string): NdBus | undefined => {
  const bus = find(k, name);
  return bus === undefined || bus.firmware === null ? undefined : bus;
};

/** Directories of the bus's DIMMs and regions, and `nd` with its class device. */
const below: DevicePart = {
  names(k, name) {
    const bus = find(k, name);
    return bus === undefined ? [] : ['nd', ...bus.dimms, ...bus.regions];
  },
  lookup(k, name, entry) {
    const bus = find(k, name);
    if (bus === undefined) return undefined;
    const { nd } = k.state;
    if ((nd.dimms[entry] ?? nd.regions[entry])?.bus === name) return nd_device_dir(k, entry);
    return entry === 'nd' ? dir({ [`ndctl${bus.id}`]: ndctl_dir(k, bus) }) : undefined;
  },
};

/** The directory of a bus; its entries stay while the bus does. */
export const nvdimm_bus_dir = keeping_device_dir(
  attribute_part(ATTRIBUTES, find),
  ...nd_common,
  attribute_group('nfit', NFIT_ATTRIBUTES, of_firmware),
  below,
  nd_subdirectories,
);
