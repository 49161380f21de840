/** Files of a paste: operands of `memsim import`, and the files of a folder that describe memory. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { refusal } from '../../machine/refusal.ts';
import type { PastedFile } from '../../paste/read.ts';
import type { Host } from '../session/host.ts';
import { isFolder } from './is-folder.ts';
import { readNamed } from './named-files.ts';

/** Files of a sosreport, and of folders like it, by their place in it. */
const WANTED =
  /(?:^|\/)(?:(?:proc\/)?(?:iomem|cmdline|zoneinfo|version)|(?:uname|dmesg|dmidecode|lsmem|journalctl|ndctl|daxctl|cxl|nfit)[^/]*|messages|kern\.log|syslog|(?:dmesg|boot)\.log)$/i;
/** Copies and archives that a report holds beside the output itself. */
const LEFT_OUT = /\.(?:tar|xz|gz|bz2|zip|tgz|html?|png)$|\/(?:man|doc)\//i;
const MAX_DEPTH = 6;
const MAX_ENTRIES = 100_000;
const MAX_FILES = 200;
/** Bytes of a file of a folder; a journal of that size holds many boots. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

interface Walk {
  root: string;
  found: string[];
  entries: number;
}

/** Links are not followed: those of a report point into it, or out of it. */
function walk(state: Walk, folder: string, depth: number): void {
  for (const entry of readdirSync(join(state.root, folder), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    if (++state.entries > MAX_ENTRIES) return;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && depth < MAX_DEPTH) walk(state, path, depth + 1);
    else if (entry.isFile() && !LEFT_OUT.test(path)) state.found.push(path);
  }
}

/** Files of a folder in the order of their names: those of a report, or all of a folder without such files. */
function filesIn(host: Host, folder: string): PastedFile[] {
  const state: Walk = { root: folder, found: [], entries: 0 };
  try {
    walk(state, '', 0);
  } catch (error) {
    throw refusal(`import: ${folder}: cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`);
  }
  const wanted = state.found.filter((path) => WANTED.test(path));
  const chosen = wanted.length > 0 ? wanted : state.found.filter((path) => !path.includes('/'));
  if (chosen.length === 0) throw refusal(`import: ${folder}: no file in it describes memory`);
  if (chosen.length > MAX_FILES)
    throw refusal(
      `import: ${folder}: ${chosen.length} files; name those that are meant (at most ${MAX_FILES})`,
    );
  return chosen
    .filter((path) => lstatSync(join(folder, path)).size <= MAX_FILE_BYTES)
    .map((path) => ({ name: path, bytes: readNamed(host, join(folder, path), 'import') }));
}

/** Reads operands: files, folders, `-` for standard input, which is also read without any. */
export function pastedFiles(host: Host, operands: readonly string[]): PastedFile[] {
  const names = operands.length === 0 ? ['-'] : operands;
  if (names.filter((name) => name === '-').length > 1) throw refusal("import: '-' can be given once");
  return names.flatMap((name) =>
    name !== '-' && isFolder(name) ? filesIn(host, name) : [{ name, bytes: readNamed(host, name, 'import') }],
  );
}
