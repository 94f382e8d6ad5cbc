/** A hand scanner is a keyboard that types fast and presses Enter; a person does not type that fast. */
const FAST_MS = 60;
const SHORTEST = 6;

export function listenToHandScanner(seen: (text: string) => void): void {
  let typed = "";
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      const now = performance.now();
      if (now - last > FAST_MS) typed = "";
      last = now;
      if (event.key === "Enter") {
        const text = typed;
        typed = "";
        if (text.length < SHORTEST) return;
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
