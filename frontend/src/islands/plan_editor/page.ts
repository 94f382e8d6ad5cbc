/** Elements of the page. */
export type Field = HTMLInputElement | HTMLSelectElement;

/** An element the editor cannot do without. */
export function find<E extends Element>(selector: string, kind: abstract new () => E): E {
  const element = document.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`The page has no ${selector}`);
}
