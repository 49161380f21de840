/** node:fs in the page: a volume in memory. */
import { createFsFromVolume, Volume } from 'memfs';
import { HOME } from '../folders.ts';

const cwd = (): string => HOME;
const fs = createFsFromVolume(
  Volume.fromJSON({}, '/', { process: { cwd, platform: 'linux', env: {}, emitWarning: () => {} } }),
);

export const {
  appendFileSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} = fs;
