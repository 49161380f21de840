/** The buttons of the page. */
import type { Machine } from '../machine/machine.ts';
import { savedMachine } from '../machine/machine.ts';
import { encodeExport } from '../machine/state/export-file.ts';
import type { PageConsole } from './console.ts';
import { byId } from './dom.ts';
import { download, openFile } from './panes/files.ts';
import type { ThemeChoice } from './theme.ts';

/** Keys that a phone does not have. */
const KEYS: Record<string, string> = {
  'key-tab': '\t',
  'key-up': '\u001b[A',
  'key-down': '\u001b[B',
  'key-interrupt': '\u0003',
};

export interface Controls {
  console: PageConsole;
  /** The current machine. */
  machine(): Promise<Machine>;
  /** Draws the list of files again. */
  redrawFiles(): void;
  /** Shows a text beside the buttons and announces it to screen readers. */
  note(text: string): void;
}

async function copyLink(note: (text: string) => void): Promise<void> {
  const shown = byId<HTMLInputElement>('link');
  try {
    await navigator.clipboard.writeText(location.href);
    note('the link is copied');
  } catch {
    shown.hidden = false;
    shown.value = location.href;
    shown.select();
    note('copy the link from the field');
  }
}

async function openAll(input: HTMLInputElement, { console, redrawFiles, note }: Controls): Promise<void> {
  for (const file of input.files ?? []) {
    const name = await openFile(file);
    note(name === undefined ? 'the file is larger than 64 MiB' : `opened ${name}`);
  }
  input.value = '';
  redrawFiles();
  console.focus();
}

/** Leaves the focus in the terminal, and a phone its keyboard, when a button is pressed with a pointer. */
function keepFocus(event: Event): void {
  if (event.target instanceof HTMLButtonElement) event.preventDefault();
}

/** Connects the buttons with their actions. */
export function connectControls(controls: Controls): void {
  const { console, note } = controls;
  document.addEventListener('pointerdown', keepFocus);
  document.addEventListener('mousedown', keepFocus);
  for (const [id, data] of Object.entries(KEYS)) {
    byId(id).addEventListener('click', () => console.press(data));
  }
  byId('key-undo').addEventListener('click', () => console.type('undo'));
  byId('copy-link').addEventListener('click', () => void copyLink(note));
  byId('export').addEventListener('click', async () => {
    download('machine.memsim', encodeExport(savedMachine(await controls.machine())));
  });
  const chooser = byId<HTMLInputElement>('chooser');
  byId('open-file').addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => void openAll(chooser, controls));
  const theme = byId<HTMLSelectElement>('theme');
  theme.addEventListener('change', () => console.setTheme(theme.value as ThemeChoice));
}
