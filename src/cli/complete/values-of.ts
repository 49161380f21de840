/** Values of every kind. */
import type { Files } from '../../wall/files.ts';
import type { ValuesOf } from './complete.ts';
import { type Folders, packageValues } from './package-values.ts';
import type { CommandSpec, Kind } from './spec.ts';

/** Kinds that depend on the machine. */
const MACHINE_KINDS: ReadonlySet<Kind> = new Set<Kind>([
  'namespace',
  'region',
  'dimm',
  'bus',
  'dax-device',
  'block-device',
  'memdev',
  'cxl-bus',
  'cxl-port',
  'cxl-endpoint',
  'cxl-decoder',
  'cxl-region',
  'object',
  'path',
]);

/**
 * @param root the specification that lists commands
 * @param files opens the files of the machine; undefined without one
 */
export function valuesOf(
  folders: Folders,
  root: CommandSpec,
  files: () => Promise<Files | undefined>,
): ValuesOf {
  return async (kind, prefix) => {
    if (kind === 'command')
      return root.commands
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, about }) => ({ value: name, about }));
    if (MACHINE_KINDS.has(kind)) {
      const machine = await files();
      if (machine === undefined) return [];
      const { machineValues } = await import('./machine-values.ts');
      return machineValues(machine, kind, prefix) ?? [];
    }
    const all = await packageValues(folders, kind, prefix);
    return all.filter(({ value }) => value.startsWith(prefix));
  };
}
