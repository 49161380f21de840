/** Values of every kind, for one machine in one folder. */
import type { Files } from '../../wall/files.ts';
import type { ValuesOf } from './complete.ts';
import { packageValues, type Surroundings } from './package-values.ts';
import type { CommandSpec } from './spec.ts';

/** Kinds that only a machine knows. */
const OF_A_MACHINE = new Set([
  'namespace',
  'region',
  'dimm',
  'bus',
  'dax-device',
  'block-device',
  'object',
  'path',
]);

/**
 * @param root for the names of commands
 * @param files asked for when a machine's names are wanted; undefined where there is no machine
 */
export function valuesOf(
  surroundings: Surroundings,
  root: CommandSpec,
  files: () => Promise<Files | undefined>,
): ValuesOf {
  return async (kind, prefix) => {
    if (kind === 'command')
      return root.commands
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, about }) => ({ value: name, about }));
    if (OF_A_MACHINE.has(kind)) {
      const machine = await files();
      if (machine === undefined) return [];
      const { machineValues } = await import('./machine-values.ts');
      return machineValues(machine, kind, prefix) ?? [];
    }
    const all = await packageValues(surroundings, kind, prefix);
    return all.filter(({ value }) => value.startsWith(prefix));
  };
}
