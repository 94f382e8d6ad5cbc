/**
 * The service worker of the scanner (/gate/) and of passes (/passes/). The service puts the list of files the
 * scanner needs before this text, as `KEPT`. Pages come from the network while there is one and from the store
 * when there is none; built files never change under their names and come from the store first.
 */
/// <reference lib="webworker" />
declare const KEPT: string[];

const worker = self as unknown as ServiceWorkerGlobalScope;
const PAGES = "pages-1";
const FILES = "files-1";
const PATIENCE_MS = 3000;

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      if (isScanner()) {
        await (await caches.open(FILES)).addAll(KEPT);
        await (await caches.open(PAGES)).add(new Request("/gate/", { cache: "reload" }));
      }
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener("message", (event) => {
  const { keep } = event.data as { keep: string[] };
  event.waitUntil(
    (async () => {
      const [page, ...files] = keep;
      if (page !== undefined) await (await caches.open(PAGES)).add(page);
      const store = await caches.open(FILES);
      await Promise.all(files.map((file) => keepFile(store, file)));
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== worker.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(fromStoreFirst(event.request));
  else if (event.request.mode === "navigate") event.respondWith(fromNetworkFirst(event.request, address));
});

function isScanner(): boolean {
  return new URL(worker.registration.scope).pathname.startsWith("/gate");
}

async function keepFile(store: Cache, file: string): Promise<void> {
  if ((await store.match(file)) === undefined) await store.add(file);
}

async function fromStoreFirst(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(FILES)).put(request, response.clone());
  return response;
}

async function fromNetworkFirst(request: Request, address: URL): Promise<Response> {
  const name = isScanner() ? "/gate/" : address.pathname;
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (response.ok && !response.redirected) await (await caches.open(PAGES)).put(name, response.clone());
    // A server that is down behind its proxy is no reason to leave a gate without its scanner.
    if (response.status < 500) return response;
    return (await caches.match(name)) ?? response;
  } catch (error) {
    const kept = await caches.match(name);
    if (kept !== undefined) return kept;
    throw error;
  }
}
