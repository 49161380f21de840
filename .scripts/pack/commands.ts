/** The commands of a warm-up. */
import { TABLE } from '../../src/cli/table/table.ts';

/** Commands that scripts call often; each must succeed. */
export const COMMON: readonly string[] = [
  'boot',
  'list',
  'list -RN',
  'list -Bu',
  'list -DH',
  'ndctl list -vv',
  'daxctl list',
  'create-namespace -m sector',
  'create-namespace -f -e namespace1.0 -m fsdax',
  'ndctl create-namespace -f -e namespace1.0 -m devdax',
  'ndctl list -N',
  'daxctl reconfigure-device -m system-ram dax1.0',
  'daxctl list -u',
  'daxctl reconfigure-device -f -m devdax dax1.0',
  'destroy-namespace -f all',
  'ndctl create-namespace -m fsdax',
  'ndctl destroy-namespace -f all',
  'create-namespace -m devdax',
  'status',
  'sections',
  'sections namespace1.0',
  'cat /proc/iomem',
  'cat /sys/bus/nd/devices/region0/size',
  'dmesg',
  'iomem',
  'e820',
  'write /sys/devices/system/memory/auto_online_blocks offline',
];

const COMPLETIONS = ['bash', 'zsh', 'fish'].map((shell) => ['completion', shell]);

/** A command's words, and those of its family: `kernel`, `kernel show`. */
const named = TABLE.filter(({ hidden }) => hidden !== true).flatMap(({ words }) => {
  const [first = '', second] = words.split(' ');
  return second === undefined ? [[first]] : [[first], [first, second]];
});
const commands = [...new Map(named.map((words) => [words.join(' '), words])).values()];

/** Command lines that print the same for every machine: the version, the help texts, completion scripts. */
export const TEXT_LINES: readonly string[][] = [
  ...[['--version'], ['-V'], ['--help'], ['-h'], ['help'], ...COMPLETIONS],
  ...commands.flatMap((words) => [
    [...words, '--help'],
    ['help', ...words],
  ]),
];
