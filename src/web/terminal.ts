/** The terminal of the page. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { replaceStyleElements } from './styles.ts';

const SCROLLBACK = 5000;
/** Font size below and from this width of the page, in pixels. */
const NARROW = 700;

const fontSize = (): number => (innerWidth < NARROW ? 12 : 14);

/** Keeps Shift-Tab, and Tab behind Escape, for the page: the keyboard can leave the terminal. */
function letTabLeave(terminal: Terminal): void {
  let escaped = false;
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown' || event.key === 'Shift') return true;
    const leaves = event.key === 'Tab' && (event.shiftKey || escaped);
    escaped = event.key === 'Escape';
    return !leaves;
  });
}

/**
 * Opens a terminal that fills `parent`.
 *
 * @param onResize called when it has another number of columns
 */
export function openPageTerminal(parent: HTMLElement, onResize: () => void): Terminal {
  replaceStyleElements();
  const terminal = new Terminal({
    convertEol: true,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace',
    fontSize: fontSize(),
    // Links of programs would lead out of the page.
    linkHandler: { activate: () => {} },
    scrollback: SCROLLBACK,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(parent);
  terminal.textarea?.setAttribute('aria-label', 'Command line. Escape, then Tab leaves it');
  letTabLeave(terminal);
  fit.fit();
  // Rows for a screen reader take time to lay out: the first prompt comes before them.
  setTimeout(() => {
    terminal.options.screenReaderMode = true;
  });
  new ResizeObserver(() => {
    terminal.options.fontSize = fontSize();
    fit.fit();
    onResize();
  }).observe(parent);
  return terminal;
}
