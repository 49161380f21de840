/** Style sheets that xterm makes while it runs, in the form that the Content-Security-Policy allows. */

/** Stands in for a style element: its text goes to a constructed sheet, which the policy allows. */
function sheetElement(standIn: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  standIn.hidden = true;
  Object.defineProperty(standIn, 'textContent', { set: (text: string) => sheet.replaceSync(text) });
  return standIn;
}

/**
 * Makes the document answer with stand-ins for style elements. xterm's own option for another document does not
 * reach all of its parts.
 */
export function replaceStyleElements(): void {
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement =>
    name === 'style' ? sheetElement(create('span')) : create(name, options);
}
