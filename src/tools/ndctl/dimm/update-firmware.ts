/** `ndctl update-firmware` (ndctl/dimm.c, 76.1). No emulated bus can activate firmware without a reset. */
import { ERRNO } from '../../../lib/errno.ts';
import { eprint, error } from '../../util/console.ts';
import { printArray } from '../../util/display.ts';
import type { Json } from '../../util/json.ts';
import type { Values } from '../../util/parse-options.ts';
import { usage } from '../../util/usage.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { dimmToJson } from '../json/device.ts';
import { scrubState } from '../lib/bus.ts';
import type { Dimm } from '../lib/dimm.ts';
import { firmwareUpdateSupport } from '../lib/dsm.ts';
import { concludeDimms, eachDimm, parseDimms, reportUnopened } from './dimm-action.ts';
import { updateDimm } from './firmware-update.ts';
import * as options from './security-options.ts';

type FirmwareValues = Values<typeof options.updateFirmware.options>;

/** Describes the first invalid option, or undefined. */
function fault(values: FirmwareValues): string | undefined {
  const { arm, disarm, firmware } = values;
  if (arm !== undefined && disarm !== undefined) return 'set either --arm, or --disarm, not both';
  if (disarm === false) return '--no-disarm syntax not supported';
  if (firmware !== undefined) return undefined;
  if (arm === undefined && disarm === undefined) return 'require --arm, or --disarm';
  return arm === false ? '--no-arm syntax not supported' : undefined;
}

/** Prints an error line with the command's name, as only this command does. */
const complain = (run: Run, dimm: Dimm, text: string): void =>
  error(run.con, `update firmware: ${dimm.name}: ${text}`);

/** Tells that a DIMM cannot be armed: no emulated bus can activate firmware. */
function toggleArm(run: Run, dimm: Dimm, values: FirmwareValues): number {
  if (values.disarm !== true && values.verbose === true)
    complain(run, dimm, 'firmware activate capability not found\n');
  return -ERRNO.ENXIO;
}

const UNSUPPORTED: Record<number, string> = {
  [-ERRNO.ENOTTY]: 'firmware update not supported by ndctl.',
  [-ERRNO.EOPNOTSUPP]: 'firmware update not supported by the kernel',
  [-ERRNO.EIO]: 'firmware update not supported by either platform firmware or the kernel.',
};

function update(run: Run, dimm: Dimm, image: Uint8Array, values: FirmwareValues, updated: Json[]): number {
  const { force = false, verbose = false } = values;
  const supported = firmwareUpdateSupport(dimm);
  if (supported < 0) {
    complain(run, dimm, UNSUPPORTED[supported]!);
    return supported;
  }
  if (scrubState(dimm.bus) > 0 && !force) {
    complain(run, dimm, "scrub active, retry after 'ndctl wait-scrub'");
    return -ERRNO.EBUSY;
  }
  if (image.length === 0) {
    eprint(run.con, 'Input file size is 0.\n');
    return -ERRNO.EINVAL;
  }
  const rc = updateDimm(
    {
      dimm,
      image,
      force,
      complain: (text) => complain(run, dimm, text),
      error: (text) => error(run.con, text),
      print: (line) => eprint(run.con, `${line}\n`),
    },
    verbose,
  );
  if (rc < 0) return rc;
  toggleArm(run, dimm, values);
  updated.push(dimmToJson(dimm, { human: run.env.isTerminal, firmware: true }));
  return 0;
}

export const updateFirmware: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, options.updateFirmware);
  if ('exit' in request) return request.exit;
  const { values } = request;
  const wrong = fault(values);
  if (wrong !== undefined) {
    eprint(run.con, `${wrong}\n`);
    return usage(run.con, options.updateFirmware);
  }
  const line = (count: number, s: string): string => `updated ${count} nmem${s}.`;
  const { firmware } = values;
  if (firmware === undefined)
    return concludeDimms(
      run,
      eachDimm(request, (dimm) => toggleArm(run, dimm, values)),
      line,
    );
  const image = run.env.host.read(firmware);
  if (image === undefined) return concludeDimms(run, reportUnopened(run, firmware), line);
  const updated: Json[] = [];
  const count = eachDimm(request, (dimm) => update(run, dimm, image, values, updated));
  if (updated.length > 0) printArray(run.con, updated, run.env.isTerminal);
  return concludeDimms(run, count, line);
};
