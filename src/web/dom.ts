/** Elements of the page. Texts are set as text and never parsed as HTML. */

type Child = Node | string | undefined | false;

interface Properties {
  class?: string;
  /** Attributes by name; undefined leaves one out. */
  attributes?: Record<string, string | undefined>;
  /** Custom properties and styles by name. */
  styles?: Record<string, string>;
  onClick?(): void;
}

/** An element with children; strings become text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  { class: classes, attributes = {}, styles = {}, onClick }: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (classes !== undefined) made.className = classes;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(key, value);
  for (const [key, value] of Object.entries(styles)) made.style.setProperty(key, value);
  if (onClick !== undefined) made.addEventListener('click', onClick);
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
}

/** A button; `hint` is its tooltip. */
export const button = (label: string, onClick: () => void, hint?: string): HTMLButtonElement =>
  element('button', { attributes: { type: 'button', title: hint }, onClick }, label);

/** An element of the page by its id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as T;
}
