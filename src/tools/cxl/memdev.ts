/** `cxl disable-memdev`, `enable-memdev`, and the commands on label areas (cxl/memdev.c, 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { error, print } from '../util/console.ts';
import { readLabel, writeLabel } from './lib/mailbox.ts';
import {
  disableMemdev,
  enableMemdev,
  type Memdev,
  memdevIsEnabled,
  nvdimmBridgeActive,
} from './lib/memdev.ts';
import { type CommandLog, logErr } from './log.ts';
import { memdevVerb, mems, reportUnopened } from './memdev-action.ts';
import * as options from './syntax.ts';

export const disableMemdevCommand = memdevVerb(options.disableMemdev, {
  fn: 'cmd_disable_memdev',
  done: (count) => `disabled ${mems(count)}`,
  action(memdev, { values, log }) {
    if (!memdevIsEnabled(memdev)) return 0;
    if (values.force === true) return disableMemdev(memdev);
    // The message does not depend on regions: it is printed for every enabled memdev.
    logErr(log, 'action_disable', `${memdev.name} is part of an active region`);
    return -ERRNO.EBUSY;
  },
});

export const enableMemdevCommand = memdevVerb(options.enableMemdev, {
  fn: 'cmd_enable_memdev',
  done: (count) => `enabled ${mems(count)}`,
  action: enableMemdev,
});

/** Refuses to write labels that libnvdimm uses. 0 or a negative errno. */
function refuseActive(log: CommandLog, fn: string, memdev: Memdev): number {
  if (!nvdimmBridgeActive(memdev)) return 0;
  logErr(log, fn, `${memdev.name}: has active nvdimm bridge, abort label write`);
  return -ERRNO.EBUSY;
}

/** Reports that a command on the label area failed. Returns its errno. */
function failedTo(log: CommandLog, fn: string, memdev: Memdev, what: string, rc: number): number {
  if (rc < 0) logErr(log, fn, `${memdev.name}: label ${what} failed: ${strerror(rc)}`);
  return rc;
}

export const zeroLabelsCommand = memdevVerb(options.zeroLabels, {
  fn: 'cmd_zero_labels',
  done: (count) => `zeroed ${mems(count)}`,
  action(memdev, { values, log }) {
    const fn = 'action_zero';
    const refused = refuseActive(log, fn, memdev);
    if (refused !== 0) return refused;
    const size = values.size || memdev.labelSize;
    return failedTo(
      log,
      fn,
      memdev,
      'zeroing',
      writeLabel(memdev, new Uint8Array(size), values.offset ?? 0, true),
    );
  },
});

export const readLabelsCommand = memdevVerb(options.readLabels, {
  fn: 'cmd_read_labels',
  done: (count) => `read ${mems(count)}`,
  open: ({ run, values, log }) =>
    values.output === undefined || run.env.host.write(values.output, new Uint8Array())
      ? 0
      : reportUnopened(log, values.output),
  action(memdev, { run, values, log }) {
    const { con, env } = run;
    const length = values.size || memdev.labelSize;
    const data = readLabel(memdev, { offset: values.offset ?? 0, length });
    if (typeof data === 'number') return failedTo(log, 'action_read', memdev, 'read', data);
    if (values.output === undefined) {
      print(con, data);
      return 0;
    }
    const before = env.host.read(values.output) ?? new Uint8Array();
    return env.host.write(values.output, Buffer.concat([before, data])) ? 0 : -ERRNO.ENXIO;
  },
});

export const writeLabelsCommand = memdevVerb(
  options.writeLabels,
  {
    fn: 'cmd_write_labels',
    done: (count) => `wrote ${mems(count)}`,
    single: true,
    open: ({ run, values, log }) =>
      values.input === undefined || run.env.host.read(values.input) !== undefined
        ? 0
        : reportUnopened(log, values.input),
    action(memdev, { run, values, log }) {
      const fn = 'action_write';
      const refused = refuseActive(log, fn, memdev);
      if (refused !== 0) return refused;
      const file =
        values.input === undefined ? run.env.stdin() : (run.env.host.read(values.input) ?? new Uint8Array());
      if (!values.size && file.length > memdev.labelSize) {
        const sizes = `File size (${file.length}) greater than label area size (${memdev.labelSize})`;
        logErr(log, fn, `${sizes}, aborting`);
        return -ERRNO.EINVAL;
      }
      const size = values.size || file.length;
      if (file.length < size) return -ERRNO.ENXIO;
      return failedTo(
        log,
        fn,
        memdev,
        'write',
        writeLabel(memdev, file.subarray(0, size), values.offset ?? 0),
      );
    },
  },
  ({ con }) => error(con, 'write-labels only supports writing a single memdev\n'),
);
