import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';

const INDEX = join(import.meta.dirname, '..', '..', 'fixtures', 'platforms', '_index.json');
const PLATFORMS = Object.keys(JSON.parse(readFileSync(INDEX, 'utf8')) as Record<string, string>);

/** Machines that need more than their platform: a command line, or a region made of devices. */
const BOOT: Readonly<Record<string, string[]>> = {
  'qemu-14g': ['--cmdline', 'memmap=4G!4G memmap=1G!9G'],
  'wiki-20g': ['--cmdline', 'memmap=16G!4G'],
  'mixed-24g': ['--cmdline', 'memmap=0xfc000000!8G'],
  'list-2019': ['--cmdline', 'memmap=0x104000000!8G'],
  'ted-32g': ['--cmdline', 'memmap=4G!9G memmap=9G!14G mem=26624M'],
  'wide-128g': ['--cmdline', 'memmap=16G!64G', '--kernel', '6.12'],
};

/** Commands of which those that fit the platform change it; the others fail. */
const WORK: readonly string[][] = [
  ['cxl', 'create-region', '-m', '-d', 'decoder0.0', '-w', '1', 'mem0'],
  ['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax'],
  ['create-namespace', '-f', '-e', 'namespace1.0', '-m', 'sector'],
  ['create-namespace', '-f', '-r', 'region0', '-m', 'fsdax', '-s', '768M', '-n', 'first'],
  ['create-namespace', '-f', '-r', 'region0', '-m', 'devdax', '-s', '384M', '-M', 'mem'],
  ['create-namespace', '-f', '-r', 'region0', '-m', 'sector', '-s', '192M', '-l', '512'],
  ['create-namespace', '-f', '-r', 'region1', '-m', 'raw', '-s', '96M'],
  ['create-namespace', '-f', '-r', 'region1', '-m', 'devdax'],
  ['daxctl', 'reconfigure-device', '-m', 'system-ram', '-N', 'dax0.0'],
];

const SHOWN: readonly string[][] = [
  ['status'],
  ['dmesg'],
  ['iomem'],
  ['ndctl', 'list', '-BDRNvvv'],
  ['daxctl', 'list', '-DRM'],
  ['cxl', 'list', '-BPDMRT'],
  ['lsmem'],
];

/** Lists that must be equal before and after. */
const COMPARED: readonly string[][] = [
  ['ndctl', 'list', '-BDRNvvv'],
  ['ndctl', 'list', '-BDRNuX'],
  ['daxctl', 'list', '-DRM'],
  ['cxl', 'list', '-BPDMRT'],
  ['cat', '/proc/iomem'],
  ['lsmem'],
];

describe('a machine that is pasted', () => {
  for (const platform of PLATFORMS)
    it(`lists what it listed before: ${platform}`, async () => {
      const memsim = memsimIn(scratchFolder());
      await memsim(['-q', 'boot', '--platform', platform, ...(BOOT[platform] ?? [])]);
      for (const argv of WORK) await memsim(['-q', ...argv]);
      const texts: string[] = [];
      for (const argv of SHOWN) texts.push((await memsim(['-q', ...argv])).stdout);
      const other = memsimIn(scratchFolder());
      const { rc, stderr } = await other(['import'], { stdin: texts.join('\n') });
      expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
      for (const argv of COMPARED)
        expect((await other(['-q', ...argv])).stdout, argv.join(' ')).toBe(
          (await memsim(['-q', ...argv])).stdout,
        );
    });
});
