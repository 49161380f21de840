/** `memsim web`: the page with the shell and its views, in one file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from '../../machine/refusal.ts';
import { writeNamed } from '../input/named-files.ts';
import { type JsonFlag, report } from '../output/print-model.ts';
import type { Caller } from '../session/session.ts';

const FILE = 'memsim.html';
/** Text in the head of every page that memsim writes. */
const MARK = '<meta name="generator" content="memsim">';
/** Bytes of a file that are searched for the mark. */
const HEAD = 4096;

function builtPage(packageRoot: string): Uint8Array {
  try {
    return readFileSync(join(packageRoot, 'dist', 'web.html'));
  } catch {
    throw refusal("web: the page is not built yet; 'npm run build:web' builds it");
  }
}

/** The file that is written without `--output`; refuses one that holds something else. */
function usualFile({ host }: Caller): string {
  let head: Uint8Array;
  try {
    head = host.files.read(FILE).subarray(0, HEAD);
  } catch {
    return FILE;
  }
  if (!Buffer.from(head).toString().includes(MARK))
    throw refusal(`web: ${FILE} exists and is no page of memsim; name another file with -o`);
  return FILE;
}

export interface WebFlags extends JsonFlag {
  output?: string;
}

/** Writes the page to a file, by default memsim.html, or to standard output. */
export function writePage(caller: Caller, flags: WebFlags): number {
  const { output: file = usualFile(caller), json } = flags;
  const page = builtPage(caller.host.packageRoot);
  if (json && file === '-') throw refusal('web: --json needs a file to write to');
  writeNamed(caller, file, page);
  if (file !== '-')
    report(caller, flags, { file, bytes: page.length }, `wrote ${file}: open it in a browser`);
  return 0;
}
