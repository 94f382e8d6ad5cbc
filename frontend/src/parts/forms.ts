/**
 * Forms: one submit for a double click, a question before typed text is lost, and a sentence instead of the
 * browser's error page when there is no network.
 */
import { notice, sentence } from "./dom";

const dirty = new Set<HTMLFormElement>();

function buttons(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.elements].filter(
    (element): element is HTMLButtonElement => element instanceof HTMLButtonElement && element.type === "submit",
  );
}

function lock(form: HTMLFormElement): void {
  form.dataset["sent"] = "true";
  for (const button of buttons(form)) button.setAttribute("aria-busy", "true");
}

function unlock(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  for (const button of buttons(form)) button.removeAttribute("aria-busy");
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
  if (form.dataset["sent"] === "true") {
    event.preventDefault();
    return;
  }
  if (!navigator.onLine) {
    event.preventDefault();
    notice(sentence("networkLost"));
    return;
  }
  dirty.delete(form);
  lock(form);
}

export function startForms(): void {
  document.addEventListener("submit", onSubmit);
  // The back button shows the page as it was left: its buttons must work again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form")) unlock(form);
  });
  window.addEventListener("online", () => {
    notice("");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = (event.target as Element).closest("form");
    if (form !== null) unlock(form);
  });

  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-guard]");
    if (form !== null) dirty.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    const waiting = [...dirty].some((form) => form.isConnected);
    if (waiting) event.preventDefault();
  });

  // A refused form: the reader, and the screen reader, begin at what is wrong.
  document.querySelector<HTMLElement>(".errors-summary")?.focus();
}
