/** `numactl --hardware` of numactl 2.0.16: the nodes, their processors, memory and distances. */
import type { Files } from '../../wall/files.ts';
import type { Tool } from '../tool.ts';
import { textOf } from '../util/text-of.ts';

const NODES = '/sys/devices/system/node';
const KIB_PER_MB = 1024;

const line = (files: Files, path: string): string => textOf(files, `${NODES}/${path}`).trim();

/** The numbers of a list such as `0-2,4`. */
function numbersOf(list: string): number[] {
  if (list === '') return [];
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** An amount of the node's meminfo in MB; 0 for a node that has no such line. */
function megabytes(files: Files, node: number, name: string): string {
  const [, amount = '0'] = new RegExp(`${name}: *(\\d+) kB`).exec(line(files, `node${node}/meminfo`)) ?? [];
  return `${Math.floor(Number(amount) / KIB_PER_MB)} MB`;
}

const column = (value: number | string): string => `${String(value).padStart(3)} `;

function distances(files: Files, nodes: readonly number[]): string[] {
  const row = (node: number): string => {
    const values = line(files, `node${node}/distance`).split(/\s+/);
    return `${String(node).padStart(3)}: ${values.map(column).join('')}`;
  };
  return ['node distances:', `node ${nodes.map(column).join('')}`, ...nodes.map(row)];
}

function hardware(files: Files): string {
  const online = line(files, 'online');
  const nodes = numbersOf(online);
  const lines = [
    `available: ${nodes.length} nodes (${online})`,
    ...nodes.flatMap((node) => [
      `node ${node} cpus:${numbersOf(line(files, `node${node}/cpulist`))
        .map((cpu) => ` ${cpu}`)
        .join('')}`,
      `node ${node} size: ${megabytes(files, node, 'MemTotal')}`,
      `node ${node} free: ${megabytes(files, node, 'MemFree')}`,
    ]),
    ...distances(files, nodes),
  ];
  return lines.map((text) => `${text}\n`).join('');
}

/** Runs `numactl -H`; other calls start programs and are refused. */
export const numactl: Tool = async (argv, { files }) =>
  argv.length === 1 && (argv[0] === '-H' || argv[0] === '--hardware')
    ? { rc: 0, stdout: hardware(files), stderr: '' }
    : { rc: 1, stdout: '', stderr: 'numactl: only -H (--hardware) is emulated\n' };
