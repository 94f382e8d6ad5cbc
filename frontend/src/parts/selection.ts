/**
 * Bulk choice in a table: `data-select-all` checks every box of its form, `data-selected-count` says how many,
 * `data-needs-selection` buttons wait until one is chosen. Shift-click takes a range.
 */
import { onElements } from "./dom";

function boxes(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]")];
}

function run(form: HTMLFormElement): void {
  let last: HTMLInputElement | null = null;
  const all = form.querySelector<HTMLInputElement>("[data-select-all]");

  const say = (): void => {
    const every = boxes(form);
    const chosen = every.filter((box) => box.checked).length;
    for (const count of form.querySelectorAll("[data-selected-count]")) count.textContent = String(chosen);
    for (const button of form.querySelectorAll<HTMLButtonElement>("[data-needs-selection]")) {
      button.disabled = chosen === 0;
    }
    if (all !== null) {
      all.checked = chosen > 0 && chosen === every.length;
      all.indeterminate = chosen > 0 && chosen < every.length;
    }
  };

  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box === all || box.closest("tbody") === null) return;
    const every = boxes(form);
    if (event.shiftKey && last !== null) {
      const [from, to] = [every.indexOf(last), every.indexOf(box)].sort((a, b) => a - b);
      for (const between of every.slice(from, (to ?? 0) + 1)) between.checked = box.checked;
    }
    last = box;
  });
  form.addEventListener("change", (event) => {
    if (event.target === all && all !== null) for (const box of boxes(form)) box.checked = all.checked;
    say();
  });
  say();
}

export function startSelection(): void {
  onElements("form[data-bulk]", HTMLFormElement, run);
}
