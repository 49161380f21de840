/**
 * `daxctl split-acpi` (daxctl/acpi.c of daxctl 76.1), up to its error paths: it rewrites dumped SRAT, SLIT
 * and NFIT tables, and the emulated machine describes its platform without such tables.
 */
import { isPowerOfTwo } from '../../lib/units.ts';
import { error } from '../util/console.ts';
import { parseOptions } from '../util/parse-options.ts';
import { usage } from '../util/usage.ts';
import type { Command } from './command.ts';
import { splitAcpiSyntax } from './syntax.ts';

export const splitAcpi: Command = (argv, run) => {
  const parsed = parseOptions(run.con, argv, splitAcpiSyntax, { nodes: 2 });
  if ('exit' in parsed) return parsed.exit;
  const { values, args } = parsed;
  const nodes = values.nodes ?? 0;
  for (const word of args) error(run.con, `unknown parameter "${word}"\n`);
  if (nodes < 2) error(run.con, `--nodes=${nodes}, must be greater than 2\n`);
  if (!isPowerOfTwo(nodes)) error(run.con, `--nodes=${nodes}, must be power of 2\n`);
  if (args.length > 0 || nodes < 2 || !isPowerOfTwo(nodes)) return usage(run.con, splitAcpiSyntax);
  error(run.con, `failed to open required ${values.directory ?? '.'}/nfit.dat\n`);
  return 1;
};
