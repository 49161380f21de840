/** Kernel parameters that are probably misspelt: the kernel passes a name that it does not know to init, in silence. */
import { PARAMETERS } from '../kernel/arch/x86/parameters.ts';
import { parse_args } from '../kernel/kernel/params.ts';
import { distance } from '../lib/closest.ts';

/** Parameters of real kernels that the model lacks, with names close to those of others. */
const OTHERS = new Set(['hugepagesz', 'kaslr']);

/** Letters that may differ: names of three or four letters are close to many words. */
const tolerance = (name: string): number => (name.length < 5 ? 1 : Math.max(2, Math.floor(name.length / 5)));

/** The known parameter that was probably meant: one that is close, or the one of a module without the module. */
function meantBy(name: string): string | undefined {
  const bare = name.replaceAll('-', '_');
  if (OTHERS.has(bare)) return undefined;
  const names = PARAMETERS.map((parameter) => parameter.name);
  if (names.includes(bare)) return undefined;
  const ofModule = names.find((known) => known.endsWith(`.${bare}`));
  if (ofModule !== undefined) return ofModule;
  const [nearest] = names
    .map((known) => ({ known, far: distance(bare, known) }))
    .sort((a, b) => a.far - b.far);
  return nearest !== undefined && nearest.far <= tolerance(bare) ? nearest.known : undefined;
}

export interface Misspelt {
  /** As written. */
  name: string;
  meant: string;
}

/** The parameters of a command line that look like a known one, each once. */
export const misspeltParams = (cmdline: string): Misspelt[] =>
  [...new Set(parse_args(cmdline).map(({ name }) => name))].flatMap((name) => {
    const meant = meantBy(name);
    return meant === undefined ? [] : [{ name, meant }];
  });
