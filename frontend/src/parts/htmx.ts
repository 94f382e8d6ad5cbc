/** htmx, configured for a strict Content-Security-Policy, and told what to do when the network is gone. */
import htmx from "htmx.org";

import { notice, sentence } from "./dom";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

window.htmx = htmx;
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyRestoreAsHxRequest = false;
// A refused form comes back as 4xx with its sentences: show it. A 5xx must not replace what was typed.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "4..", swap: true, error: false },
  { code: "...", swap: false, error: true },
];

document.addEventListener("htmx:sendError", () => {
  notice(sentence("networkLost"));
});
document.addEventListener("htmx:responseError", () => {
  notice(sentence("serverFailed"));
});
document.addEventListener("htmx:afterOnLoad", () => {
  notice("");
});
