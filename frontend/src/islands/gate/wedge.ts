/**
 * A hand scanner is a keyboard that types a code and presses Enter. Outside a field nobody types by hand, so whatever
 * is typed there is a scan; inside a field only what begins like a code is.
 */
import { looksLikeCode } from "./code";

const SAME_SCAN_MS = 1000;
const SHORTEST = 6;

export function listenToHandScanner(seen: (text: string) => void): void {
  let typed = "";
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      // When the key was pressed, not when this page found the time to look at it.
      if (event.timeStamp - last > SAME_SCAN_MS) typed = "";
      last = event.timeStamp;
      if (event.key === "Enter") {
        const text = typed;
        typed = "";
        const field = document.activeElement instanceof HTMLInputElement ? document.activeElement : null;
        if (text.length < SHORTEST || (field !== null && !looksLikeCode(text))) return;
        event.preventDefault();
        event.stopPropagation();
        if (field !== null) field.value = "";
        seen(text);
      } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
        typed += event.key;
      }
    },
    { capture: true },
  );
}
