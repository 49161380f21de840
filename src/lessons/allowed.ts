/**
 * Commands that a lesson permits: its own, and always read-only ones. The list keeps a learner on the path of
 * the
 * lesson; it is not a security boundary.
 */
import type { Lesson } from './lesson.ts';

/** Commands that change nothing, that run other commands (each is checked), or that leave the lesson. */
const ALWAYS = [
  ...['lesson', 'help', 'run', 'shell', 'replay', 'status', 'dmesg', 'cat', 'ls', 'find', 'peek'],
  ...['sections', 'map', 'zones', 'iomem', 'e820', 'blocks', 'pagemaps', 'vmemmap', 'kernel'],
  ...['pfn', 'hmm types', 'compare', 'sweep', 'bisect', 'scenario'],
  ...['complete', 'completion', 'snapshot', 'restore'],
  ...['explain', 'trace', 'lint', 'export', 'cast'],
  ...['platforms', 'list', 'read-labels', 'check-labels', 'read-infoblock', 'daxctl list'],
];
const TOOLS = ['ndctl', 'daxctl'];
const HELP = ['--help', '-h', '--version', '-v', 'help', 'version'];

/** `ndctl list` counts as `list`; the name memsim is ignored. */
function bare(argv: readonly string[]): readonly string[] {
  const words = argv[0] === 'memsim' ? argv.slice(1) : argv;
  return words[0] === 'ndctl' ? words.slice(1) : words;
}

const beginsWith = (argv: readonly string[], entry: string): boolean =>
  entry.split(' ').every((word, i) => argv[i] === word);

/** Tests for a request for help or a version. */
function asksForHelp(argv: readonly string[]): boolean {
  const [first = '--help', second = '--help'] = argv;
  return HELP.includes(first) || (TOOLS.includes(first) && HELP.includes(second));
}

/** Tests whether the lesson permits the command. */
export function isAllowed({ allowed }: Pick<Lesson, 'allowed'>, argv: readonly string[]): boolean {
  if (asksForHelp(argv) || argv.includes('--help')) return true;
  const words = bare(argv);
  return [...ALWAYS, ...allowed].some((entry) => beginsWith(words, entry));
}

/** One line that names the permitted commands. */
export function notAllowed({ id, allowed }: Lesson, argv: readonly string[]): string {
  const name = argv.slice(0, TOOLS.includes(argv[0]!) ? 2 : 1).join(' ');
  const own = allowed.length > 0 ? `${allowed.join(', ')}, ` : '';
  const way = "'memsim lesson stop' leaves the lesson";
  return `'${name}' is not for lesson ${id}, which takes ${own}lesson, help and all that only looks; ${way}`;
}
