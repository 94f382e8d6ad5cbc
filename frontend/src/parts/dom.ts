/** Small things every island needs. */

/** Sentences for islands stand on <body> as data attributes, already in the reader's language. */
export function sentence(name: string): string {
  return document.body.dataset[name] ?? "";
}

/** Runs `start` on every element of this kind that matches now, and on those htmx brings later. */
export function onElements<E extends HTMLElement>(
  selector: string,
  kind: abstract new () => E,
  start: (element: E) => void,
): void {
  const seen = new WeakSet();
  const visit = (): void => {
    for (const element of document.querySelectorAll(selector)) {
      if (seen.has(element) || !(element instanceof kind)) continue;
      seen.add(element);
      start(element);
    }
  };
  visit();
  document.addEventListener("htmx:load", visit);
}

let bar: HTMLElement | null = null;

/** Says one thing at the foot of the window; an empty text takes it away. */
export function notice(text: string): void {
  if (bar === null) {
    bar = document.createElement("div");
    bar.className = "notice-bar";
    bar.setAttribute("role", "status");
    document.body.append(bar);
  }
  bar.textContent = text;
  bar.hidden = text === "";
}
