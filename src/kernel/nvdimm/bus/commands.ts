/** Commands that a bus supports: stands for cmd_mask of struct nvdimm_bus_descriptor, all releases. */
import type { Kernel } from '../../kernel.ts';
import type { NdBus } from '../state.ts';

/** Names of the supported commands, such as `ars_cap`; empty for the e820 bus. */
export const nvdimm_bus_commands = (k: Kernel, bus: NdBus): string[] =>
  bus.firmware === null ? [] : k.firmware.platform.buses[bus.firmware]!.commands;
