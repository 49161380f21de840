/** `daxctl list` (daxctl/list.c of daxctl 76.1). */

import { printArray } from '../util/display.ts';
import type { Json } from '../util/json.ts';
import { parseOptionsOnly } from '../util/parse-options.ts';
import type { Command } from './command.ts';
import { type DaxJsonFlags, daxDeviceList, daxRegionToJson, matchesRegion } from './lib/json.ts';
import { daxRegions } from './lib/region.ts';
import { listSyntax } from './syntax.ts';

export const list: Command = (argv, run) => {
  const parsed = parseOptionsOnly(run.con, argv, listSyntax);
  if ('exit' in parsed) return parsed.exit;
  const { values } = parsed;
  const chosen = values.regions === true || values.devices === true;
  const showRegions = chosen ? values.regions === true : values.region !== undefined;
  const showDevices = chosen ? values.devices === true : values.device !== undefined || !showRegions;
  const flags: DaxJsonFlags = {
    devices: showDevices,
    mappings: values.mappings ?? false,
    idle: values.idle ?? false,
    human: values.human ?? false,
  };

  const items: Json[] = daxRegions(run.ctx)
    .filter((region) => matchesRegion(region, values.region))
    .flatMap((region) =>
      showRegions
        ? [daxRegionToJson(region, values.device, flags)]
        : daxDeviceList(region, values.device, flags),
    );
  if (items.length > 0) printArray(run.con, items, values.human ?? false);
  return 0;
};
