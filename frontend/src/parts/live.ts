/**
 * `data-live="fair:12:booths"` marks a part of the page that follows a channel. When the channel speaks, the
 * part is fetched again from `data-live-url` (this page by default) and replaced. One connection a page.
 * A lost connection is said, and after it returns everything is fetched once, because messages were missed.
 */
import htmx from "htmx.org";

import { notice, sentence } from "./dom";

const QUIET_MS = 250;
const RETRY_MS = [1000, 2000, 5000, 10_000, 30_000];

class LiveChannel {
  private failures = 0;
  private missed = false;
  private waiting: ReturnType<typeof setTimeout> | null = null;
  private source: EventSource | null = null;

  constructor(private readonly channel: string) {
    this.open();
  }

  close(): void {
    this.source?.close();
  }

  private open(): void {
    const source = new EventSource(`/live?channel=${encodeURIComponent(this.channel)}`);
    this.source = source;
    source.onopen = () => {
      this.failures = 0;
      if (this.missed) {
        this.missed = false;
        notice("");
        this.refresh();
      }
    };
    source.addEventListener("nudge", () => {
      this.refresh();
    });
    source.onerror = () => {
      source.close();
      this.missed = true;
      const delay = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] ?? 30_000;
      this.failures += 1;
      if (this.failures > 1) notice(sentence("connectionLost"));
      setTimeout(() => {
        this.open();
      }, delay);
    };
  }

  /** Many messages in a moment ask for one fetch. */
  private refresh(): void {
    if (this.waiting !== null) return;
    this.waiting = setTimeout(() => {
      this.waiting = null;
      for (const part of document.querySelectorAll<HTMLElement>(`[data-live="${CSS.escape(this.channel)}"]`)) {
        fetchPart(part);
      }
    }, QUIET_MS);
  }
}

function fetchPart(part: HTMLElement): void {
  const address = part.dataset["liveUrl"] ?? window.location.href;
  if (part.id === "") throw new Error("A live part needs an id");
  void htmx.ajax("get", address, {
    source: part,
    target: part,
    swap: "outerHTML",
    select: `#${part.id}`,
  });
}

export function startLive(): void {
  const channels = new Map<string, LiveChannel>();
  for (const part of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const channel = part.dataset["live"] ?? "";
    if (channel !== "" && !channels.has(channel)) channels.set(channel, new LiveChannel(channel));
  }
  window.addEventListener("pagehide", () => {
    for (const channel of channels.values()) channel.close();
  });
  // A page brought back by the back button is old: its connections were closed above.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && channels.size > 0) window.location.reload();
  });
}
