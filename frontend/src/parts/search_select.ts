/** `<select data-search>`: long lists get a search that ignores diacritics. The library comes only when needed. */
import { onElements, sentence } from "./dom";

export function startSearchableSelects(): void {
  onElements("select[data-search]", HTMLSelectElement, (select) => {
    void improve(select);
  });
}

async function improve(select: HTMLSelectElement): Promise<void> {
  const { default: TomSelect } = await import("tom-select");
  // The label moves to the search field; the list itself only carries the value from now on.
  select.setAttribute("aria-hidden", "true");
  // The library would dress its frame in the select's classes.
  select.removeAttribute("class");
  new TomSelect(select, {
    maxOptions: 300,
    diacritics: true,
    hidePlaceholder: true,
    render: {
      no_results: () => {
        const box = document.createElement("div");
        box.className = "no-results";
        box.textContent = sentence("nothingFound");
        return box;
      },
    },
  });
}
