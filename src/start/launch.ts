/** Starts memsim from its pack: answers what is known beforehand, else runs the command line. */
import { isTerminal } from './is-terminal.ts';
import type { otherNode } from './other-node.ts';
import { nodeName, openPack, type Pack } from './pack.ts';
import { writeAll } from './write-all.ts';

const STDOUT = 1;

const isatty = (fd: number): boolean => process.getBuiltinModule('node:tty').isatty(fd);
const pack = openPack(__dirname, 'memsim.pack', require);
const [, called = '', ...words] = process.argv;
/** Texts are laid out for 80 columns, which a terminal may not have. */
const text =
  called.endsWith('/memsim') && words.length <= 3 && !isTerminal(STDOUT, isatty)
    ? pack.text(words)
    : undefined;
if (text === undefined || writeAll(STDOUT, text) !== undefined) {
  if (pack.node !== nodeName(process)) {
    const loaded = require('./other-node.cjs') as { otherNode: typeof otherNode };
    loaded.otherNode(pack, process);
  }
  const { main } = pack.load('main.js') as { main(pack: Pack): Promise<void> };
  main(pack);
}
