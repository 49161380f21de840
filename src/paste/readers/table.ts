/** All readers of lines; the first one that takes a line wins. */
import { dmidecodeReader } from './dmidecode.ts';
import { iomemReader } from './iomem.ts';
import { kernelLogReader } from './log/kernel.ts';
import { memoryMapReader } from './log/memory-map.ts';
import { sratReader } from './log/numa.ts';
import { troubleReader } from './log/troubles.ts';
import { lsmemReader } from './lsmem.ts';
import { nfitReader } from './nfit.ts';
import type { LineReader } from './reader.ts';
import { cmdlineReader, unameReader } from './release.ts';
import { zoneinfoReader } from './zoneinfo.ts';

export const LINE_READERS: readonly LineReader[] = [
  iomemReader,
  memoryMapReader,
  sratReader,
  kernelLogReader,
  cmdlineReader,
  unameReader,
  lsmemReader,
  nfitReader,
  dmidecodeReader,
  troubleReader,
  zoneinfoReader,
];
