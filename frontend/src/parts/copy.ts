/** `data-copy="text"` on a button puts the text on the clipboard and says so. */
import { notice, sentence } from "./dom";

const SAID_MS = 2500;

export function startCopy(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (button !== null) void copy(button);
  });
}

async function copy(button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(button.dataset["copy"] ?? "");
    notice(sentence("copied"));
  } catch {
    // A page without HTTPS has no clipboard: select the text beside the button, one key press is left.
    button.parentElement?.querySelector<HTMLInputElement>("input")?.select();
    notice(sentence("copyByHand"));
  }
  setTimeout(() => {
    notice("");
  }, SAID_MS);
}
