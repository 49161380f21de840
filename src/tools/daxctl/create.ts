/** `daxctl create-device` (daxctl/device.c of daxctl 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint } from '../util/console.ts';
import { printArray } from '../util/display.ts';
import { usage } from '../util/usage.ts';
import { deviceArguments, sizeOption } from './arguments.ts';
import type { Command, Run } from './command.ts';
import { type DeviceFile, parseDeviceFile } from './device-file.ts';
import { conclude, NO_DEVICE } from './each-device.ts';
import { enableDevice, setAlign, setMapping, setSize } from './lib/device.ts';
import { daxDeviceToJson, matchesRegion } from './lib/json.ts';
import type { DaxDevice, DaxMapping, DaxRegion } from './lib/model.ts';
import { daxRegions, regionAvailableSize, regionCreateDevice, regionSeed } from './lib/region.ts';
import { createSyntax } from './syntax.ts';

interface Wanted {
  /** Bytes, or -1 for all free capacity. */
  size: number;
  align: number;
  mappings: DaxMapping[];
}

function mapAndSize(run: Run, device: DaxDevice, size: number, mappings: DaxMapping[]): number {
  let allocated = 0;
  for (const { start, end } of mappings) {
    const rc = setMapping(device, start, end);
    if (rc < 0) return rc;
    allocated += end - start + 1;
  }
  if (mappings.length === 0 || allocated === size) return setSize(device, size);
  eprint(run.con, `${device.name}: allocated ${allocated} but specified size ${size}\n`);
  return 0;
}

/** Creates a device in a region. The device, or a negative errno; regions of pmem refuse. */
function createIn(run: Run, region: DaxRegion, wanted: Wanted): DaxDevice | number {
  if (regionCreateDevice(region) !== 0) return -ERRNO.ENOSPC;
  const device = regionSeed(region);
  if (device === undefined) return -ERRNO.ENOSPC;
  const size = wanted.size === -1 ? regionAvailableSize(region) : wanted.size;
  if (size <= 0) return -ERRNO.ENOSPC;
  const aligned = wanted.align > 0 ? setAlign(device, wanted.align) : 0;
  if (aligned < 0) return aligned;
  const sized = mapAndSize(run, device, size, wanted.mappings);
  if (sized < 0) return sized;
  const rc = enableDevice(device, 'device_dax');
  if (rc === 0) return device;
  eprint(run.con, `${device.name}: enable failed: ${strerror(rc)}\n`);
  return rc;
}

function createInRegions(
  run: Run,
  filter: string | undefined,
  wanted: Wanted,
  human: boolean,
): { rc: number; processed: number } {
  let rc = NO_DEVICE;
  let processed = 0;
  let made: DaxDevice | undefined;
  for (const region of daxRegions(run.ctx).filter((candidate) => matchesRegion(candidate, filter))) {
    const result = createIn(run, region, wanted);
    rc = typeof result === 'number' ? result : 0;
    if (typeof result === 'number') continue;
    made = result;
    processed++;
  }
  if (made !== undefined) printArray(run.con, [daxDeviceToJson(made, { human })], human);
  return { rc, processed };
}

export const createDevice: Command = (argv, run) => {
  const parsed = deviceArguments(argv, run, createSyntax, undefined);
  if ('exit' in parsed) return parsed.exit;
  const { values } = parsed;
  let file: DeviceFile | undefined;
  if (values.input !== undefined) {
    const text = run.env.host.read(values.input);
    file = text === undefined ? undefined : parseDeviceFile(new TextDecoder().decode(text));
    if (file === undefined) {
      eprint(run.con, `error: failed to parse device file: ${strerror(ERRNO.EINVAL)}\n`);
      return usage(run.con, createSyntax);
    }
  }
  const wanted: Wanted = {
    size: sizeOption(file?.size ?? values.size),
    align: sizeOption(file?.align ?? values.align),
    mappings: file?.mappings ?? [],
  };
  const { rc, processed } = createInRegions(
    run,
    file?.region ?? values.region,
    wanted,
    values.human ?? false,
  );
  return conclude(run, { failing: 'creating devices', done: 'created' }, rc, processed);
};
