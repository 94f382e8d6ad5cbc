/** Keeps a pass readable without network, and the screen awake while its code is shown. */
async function keepPass(): Promise<void> {
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register("/sw.js", { scope: "/passes/" });
    const worker = (await navigator.serviceWorker.ready).active;
    worker?.postMessage({ keep: [window.location.pathname, ...loaded()] });
    const saved = document.querySelector<HTMLElement>("[data-saved]");
    if (saved !== null) saved.hidden = false;
  }
}

/** What this page loaded from us, so that it looks the same without network. */
function loaded(): string[] {
  return performance
    .getEntriesByType("resource")
    .map((entry) => new URL(entry.name))
    .filter((address) => address.origin === window.location.origin && address.pathname.startsWith("/static/"))
    .map((address) => address.pathname);
}

void keepPass();
