/**
 * `data-poll="/path"` with an id: asks again every two seconds while the part says `data-busy`.
 * For work in the background where no channel speaks; htmx swaps the part, and the new one decides whether to go on.
 */
import htmx from "htmx.org";

import { onElements } from "./dom";

const EVERY_MS = 2000;

export function startProgress(): void {
  onElements("[data-poll][data-busy]", HTMLElement, (part) => {
    setTimeout(() => {
      if (!part.isConnected) return;
      void htmx.ajax("get", part.dataset["poll"] ?? window.location.href, {
        source: part,
        target: part,
        swap: "outerHTML",
        select: `#${part.id}`,
      });
    }, EVERY_MS);
  });
}
