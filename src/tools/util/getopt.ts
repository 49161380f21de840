/** Command lines as getopt_long() of glibc reads them: options after operands, bundles, shortened long names. */

/** An option by its letter; `value` when it takes one. */
export interface OptSpec {
  letter: string;
  long: readonly string[];
  value?: true;
}

export interface Given {
  letter: string;
  value: string;
}

export interface ParsedOptions {
  given: Given[];
  operands: string[];
}

/** The options whose long name begins with `word`; an exact match comes alone. */
function matching(specs: readonly OptSpec[], word: string): OptSpec[] {
  const exact = specs.filter(({ long }) => long.includes(word));
  return exact.length > 0 ? exact : specs.filter(({ long }) => long.some((name) => name.startsWith(word)));
}

/** Reads a word `--name` or `--name=value`. Returns the error message for an invalid one. */
function longOption(specs: readonly OptSpec[], word: string, rest: string[]): Given | string {
  const [name = '', ...values] = word.slice(2).split('=');
  const found = matching(specs, name);
  if (found.length > 1) return `option '${word}' is ambiguous`;
  const [spec] = found;
  if (spec === undefined) return `unrecognized option '--${name}'`;
  const full = spec.long.find((each) => each.startsWith(name)) ?? name;
  if (spec.value === undefined)
    return values.length > 0
      ? `option '--${full}' doesn't allow an argument`
      : { letter: spec.letter, value: '' };
  const value = values.length > 0 ? values.join('=') : rest.shift();
  return value === undefined ? `option '--${full}' requires an argument` : { letter: spec.letter, value };
}

/** Reads a word `-abc`. Returns the error message for an invalid one. */
function shortOptions(specs: readonly OptSpec[], word: string, rest: string[]): Given[] | string {
  const given: Given[] = [];
  for (let i = 1; i < word.length; i++) {
    const spec = specs.find(({ letter }) => letter === word[i]);
    if (spec === undefined) return `invalid option -- '${word[i]}'`;
    if (spec.value === undefined) given.push({ letter: spec.letter, value: '' });
    else {
      const value = word.slice(i + 1) || rest.shift();
      if (value === undefined) return `option requires an argument -- '${word[i]}'`;
      return [...given, { letter: spec.letter, value }];
    }
  }
  return given;
}

/** The options and operands of a command line; the error message about its first invalid word. */
export function getopt(specs: readonly OptSpec[], argv: readonly string[]): ParsedOptions | string {
  const rest = [...argv];
  const parsed: ParsedOptions = { given: [], operands: [] };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      parsed.operands.push(...rest.splice(0));
    } else if (word.startsWith('--')) {
      const option = longOption(specs, word, rest);
      if (typeof option === 'string') return option;
      parsed.given.push(option);
    } else if (word.startsWith('-') && word.length > 1) {
      const options = shortOptions(specs, word, rest);
      if (typeof options === 'string') return options;
      parsed.given.push(...options);
    } else {
      parsed.operands.push(word);
    }
  }
  return parsed;
}
