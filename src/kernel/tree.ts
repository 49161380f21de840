/**
 * The tree of files that the running kernel shows: /sys, /proc and /dev, put together from what each
 * subsystem exports.
 */
import { type Directory, dir } from './sysfs.ts';

export const root: Directory = dir({
  sys: dir({}),
  proc: dir({}),
  dev: dir({}),
});
