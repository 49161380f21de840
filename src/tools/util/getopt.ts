/** Command lines as getopt_long() of glibc reads them: options after operands, bundles, shortened long names. */

/** An option by its letter; `value` when it takes one. */
export interface OptSpec {
  letter: string;
  /** Long names in the order of the program's table, in which a message lists them. */
  long: readonly string[];
  /** `optional` values stand behind `=` of a long name alone. */
  value?: 'required' | 'optional';
}

export interface Given {
  letter: string;
  /** Undefined for an option without a value. */
  value: string | undefined;
}

export interface ParsedOptions {
  /** Up to the first invalid word: a program acts on these before it reports that word. */
  given: Given[];
  operands: string[];
  /** The message about the first invalid word. */
  error?: string;
}

interface Named {
  spec: OptSpec;
  /** The full name. */
  long: string;
}

/** The option that `name` names, in full or shortened; more than one if the name is ambiguous. */
function matching(specs: readonly OptSpec[], name: string): Named[] {
  const all = specs.flatMap((spec) => spec.long.map((long): Named => ({ spec, long })));
  const exact = all.find(({ long }) => long === name);
  if (exact !== undefined) return [exact];
  const [first, ...others] = all.filter(({ long }) => long.startsWith(name));
  return first === undefined ? [] : [first, ...others.filter(({ spec }) => spec !== first.spec)];
}

/** Reads a word `--name` or `--name=value`. Returns the error message for an invalid one. */
function longOption(specs: readonly OptSpec[], word: string, rest: string[]): Given | string {
  const [name = '', ...values] = word.slice(2).split('=');
  const [found, ...others] = matching(specs, name);
  if (found === undefined) return `unrecognized option '${word}'`;
  const { spec, long } = found;
  if (others.length > 0) {
    const names = [found, ...others].map((one) => `'--${one.long}'`);
    return `option '${word}' is ambiguous; possibilities: ${names.join(' ')}`;
  }
  const attached = values.length > 0 ? values.join('=') : undefined;
  if (spec.value === undefined && attached !== undefined)
    return `option '--${long}' doesn't allow an argument`;
  const value = spec.value === 'required' ? (attached ?? rest.shift()) : attached;
  return spec.value === 'required' && value === undefined
    ? `option '--${long}' requires an argument`
    : { letter: spec.letter, value };
}

/** Reads a word `-abc` into `given`. Returns the error message for an invalid one. */
function shortOptions(
  specs: readonly OptSpec[],
  word: string,
  rest: string[],
  given: Given[],
): string | undefined {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i]!;
    const spec = specs.find((candidate) => candidate.letter === letter);
    if (spec === undefined) return `invalid option -- '${letter}'`;
    if (spec.value === undefined) given.push({ letter, value: undefined });
    else {
      const value = word.slice(i + 1) || rest.shift();
      if (value === undefined) return `option requires an argument -- '${letter}'`;
      given.push({ letter, value });
      return undefined;
    }
  }
  return undefined;
}

/** Reads a command line; `specs` are in the order of the program's table. */
export function getopt(specs: readonly OptSpec[], argv: readonly string[]): ParsedOptions {
  const rest = [...argv];
  const parsed: ParsedOptions = { given: [], operands: [] };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      parsed.operands.push(...rest.splice(0));
    } else if (word.startsWith('--')) {
      const option = longOption(specs, word, rest);
      if (typeof option === 'string') return { ...parsed, error: option };
      parsed.given.push(option);
    } else if (word.startsWith('-') && word.length > 1) {
      const error = shortOptions(specs, word, rest, parsed.given);
      if (error !== undefined) return { ...parsed, error };
    } else {
      parsed.operands.push(word);
    }
  }
  return parsed;
}
