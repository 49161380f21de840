/** A recorded machine to run ndctl on, with a kernel that only binds drivers. */
import { readFileSync } from 'node:fs';
import { ALONE, upToWait } from '../../../src/machine/command.ts';
import { ndctl } from '../../../src/tools/ndctl/main.ts';
import type { ToolEnv } from '../../../src/tools/tool.ts';
import type { Failure, Files } from '../../../src/wall/files.ts';
import { type RecordedTree, recordedFiles } from '../recorded-files.ts';

export type Recording = 'nfit-namespaces' | 'e820-three-regions';

export function recordedTree(name: Recording): RecordedTree {
  const url = new URL(`../../../fixtures/sysfs/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

export interface Machine {
  tree: RecordedTree;
  /** `PATH=TEXT` of each write, the path from the bus or the driver on. */
  writes: string[];
  files: Files;
  run(...argv: string[]): Promise<{ rc: number; stdout: string; stderr: string }>;
}

export interface Behaviour {
  /** The kernel's error for a write; undefined to accept it. */
  refuse?: (path: string, text: string) => Failure | undefined;
  /** Further effects of a write. */
  effect?: (tree: RecordedTree, path: string, text: string) => void;
  env?: Partial<ToolEnv>;
}

const bus = (path: string): string => path.replace(/^.*\/(ndbus\d+\/|drivers\/)/, '');

/** Finds the directory of a device by its name. */
export function deviceDir(tree: RecordedTree, name: string): string {
  const path = Object.keys(tree).find((key) => key.endsWith(`/${name}/modalias`));
  if (path === undefined) throw new Error(`no device ${name}`);
  return path.slice(0, -'/modalias'.length);
}

/** Binds or unbinds a device. */
export function setDriver(tree: RecordedTree, name: string, driver: string | undefined): void {
  const path = `${deviceDir(tree, name)}/driver`;
  if (driver === undefined) delete tree[path];
  else tree[path] = { link: `/sys/bus/nd/drivers/${driver}` };
}

export function machine(name: Recording, behaviour: Behaviour = {}): Machine {
  const tree = recordedTree(name);
  const writes: string[] = [];
  const files = recordedFiles(tree, {
    write(path, text) {
      writes.push(`${bus(path)}=${text}`);
      const refused = behaviour.refuse?.(path, text);
      if (refused !== undefined) return refused;
      const unbound = /\/([^/]+)\/driver\/unbind$/.exec(path);
      if (unbound !== null) setDriver(tree, unbound[1]!, undefined);
      else if (path.endsWith('/bind')) setDriver(tree, text, path.split('/').at(-2));
      else if (tree[path] !== undefined) tree[path] = { text };
      behaviour.effect?.(tree, path, text);
      return undefined;
    },
  });
  let uuids = 0;
  const env: ToolEnv = {
    ...ALONE,
    files,
    newUuid: () => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`,
    ...behaviour.env,
  };
  return {
    tree,
    writes,
    files,
    async run(...argv) {
      const { rc, stdout, stderr } = upToWait(await ndctl(argv, env), ALONE);
      return { rc, stdout: String(stdout), stderr };
    },
  };
}
