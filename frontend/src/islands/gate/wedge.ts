/** A hand scanner is a keyboard that types fast and presses Enter; a person does not type that fast. */
const FAST_MS = 100;
const SHORTEST = 6;

/** Somebody quick may type a pass number into its field as fast as a scanner would. */
function isTyping(): boolean {
  return document.activeElement instanceof HTMLInputElement;
}

export function listenToHandScanner(seen: (text: string) => void): void {
  let typed = "";
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      // When the key was pressed, not when this page found the time to look at it.
      const now = event.timeStamp;
      if (now - last > FAST_MS) typed = "";
      last = now;
      if (event.key === "Enter") {
        const text = typed;
        typed = "";
        if (text.length < SHORTEST || (isTyping() && /^\d+$/.test(text))) return;
        event.preventDefault();
        event.stopPropagation();
        if (document.activeElement instanceof HTMLInputElement) document.activeElement.value = "";
        seen(text);
      } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
        typed += event.key;
      }
    },
    { capture: true },
  );
}
