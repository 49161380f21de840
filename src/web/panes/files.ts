/** The files of the page: opened from the computer, made by commands, saved by downloading them. */
import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonName } from '../../lessons/schema.ts';
import { withoutControls } from '../../lib/controls.ts';
import { shellWord } from '../../lib/shell-word.ts';
import { isExport } from '../../machine/state/export-file.ts';
import { humanSize } from '../../views/base/text.ts';
import { button, element } from '../dom.ts';
import { HOME } from '../folders.ts';

/** Bytes of the largest file that is opened. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** The name of an opened file, as one that can be typed. */
const plainName = (name: string): string =>
  withoutControls(name)
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/, '') || 'file';

/** Offers bytes for download under a name. */
export function download(name: string, data: Uint8Array | string): void {
  const url = URL.createObjectURL(new Blob([data as Uint8Array<ArrayBuffer>]));
  element('a', { attributes: { href: url, download: name } }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/**
 * Puts a file of the computer among those of the page.
 *
 * @returns its name there; undefined for one that is too large
 */
export async function openFile(file: File): Promise<string | undefined> {
  if (file.size > MAX_FILE_BYTES) return undefined;
  const name = plainName(file.name);
  writeFileSync(join(HOME, name), new Uint8Array(await file.arrayBuffer()));
  return name;
}

/** Files that no command reads. */
const OUTPUT = /\.(?:svg|html|cast)$/;

/** The label of the button and the command that use a file; undefined for one that no command reads. */
function useOf(name: string): { label: string; line: string } | undefined {
  if (OUTPUT.test(name)) return undefined;
  if (lessonName(name) !== undefined) return { label: 'Start', line: `lesson start ./${name}` };
  if (isExport(readFileSync(join(HOME, name)))) return { label: 'Import', line: `import ${shellWord(name)}` };
  if (name.endsWith('.json')) return { label: 'Boot', line: `boot --platform ./${name}` };
  return { label: 'Run', line: `run ${shellWord(name)}` };
}

function fileRow(name: string, type: (line: string) => void, redraw: () => void): HTMLElement {
  const path = join(HOME, name);
  const use = useOf(name);
  const remove = (): void => {
    unlinkSync(path);
    redraw();
  };
  return element(
    'li',
    {},
    element('code', {}, name),
    element('span', { class: 'facts' }, humanSize(statSync(path).size)),
    use && button(use.label, () => type(use.line), use.line),
    button('Save', () => download(name, readFileSync(path)), `download ${name}`),
    button('Remove', remove, `remove ${name} from the page`),
  );
}

/** Lists the files in `parent`. */
export function drawFiles(parent: HTMLElement, type: (line: string) => void): void {
  const names = readdirSync(HOME).filter((name) => statSync(join(HOME, name)).isFile());
  const rows = names.sort().map((name) => fileRow(name, type, () => drawFiles(parent, type)));
  parent.replaceChildren(
    rows.length > 0
      ? element('ul', { class: 'files' }, ...rows)
      : element('p', { class: 'facts' }, 'Files that commands write, and files of yours, are listed here.'),
  );
}
