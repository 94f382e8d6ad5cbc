/** The gate scanner: pairing, camera, typing, and what the screen says around them. */
import { watch } from "./gate/camera";
import { Desk } from "./gate/desk";
import { startMaking } from "./gate/making";
import { allowSound, element, hideVerdict, showAnswer, showTrouble } from "./gate/screen";
import * as server from "./gate/server";
import { Store } from "./gate/store";
import { listenToHandScanner } from "./gate/wedge";
import type { Answer } from "./gate/types";
import { clock, count, kindName, say } from "./gate/words";

const SYNC_MS = 20_000;
const SYNC_OFFLINE_MS = 4000;
/** The camera waits this long for a decision; a network that does not answer shall not blind it. */
const CAMERA_WAITS_MS = 100;
/** A code held before the camera is one scan, until it has been away for this long. */
const FORGET_MS = 2500;
const OLD_LIST_MS = 6 * 3_600_000;
/** How many times of decisions the browser keeps for whoever looks at its performance panel. */
const KEPT_TIMES = 500;

async function start(): Promise<void> {
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js", { scope: "/gate/" });
  // A pairing address opened while the scanner is open only changes what stands behind the number sign.
  window.addEventListener("hashchange", () => {
    window.location.reload();
  });
  const store = await Store.open();
  const fresh = new URLSearchParams(window.location.hash.slice(1)).get("pair");
  if (fresh !== null) {
    window.history.replaceState(null, "", "/gate/");
    await pairWith(store, fresh);
  }
  const device = await store.device();
  if (device === null) askForPairing(store);
  else await scanAt(await Desk.open(store, device));
}

async function pairWith(store: Store, code: string): Promise<void> {
  const problem = element("gate-pair-error", HTMLElement);
  problem.hidden = true;
  try {
    const device = await server.pair(code);
    await store.pair({ token: device.token, fair: device.fair, gate: device.gate, direction: "in" });
    await navigator.storage.persist();
  } catch (error) {
    problem.textContent = error instanceof server.Refusal ? error.message : say("serverSays", { reason: say("offline") });
    problem.hidden = false;
  }
}

function askForPairing(store: Store): void {
  element("gate-hint", HTMLElement).hidden = true;
  element("gate-pairing", HTMLElement).hidden = false;
  element("gate-pair-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = element("gate-pair-code", HTMLInputElement).value.trim();
    const code = /#pair=(.+)$/.exec(typed)?.[1] ?? typed;
    void pairWith(store, code).then(async () => {
      if ((await store.device()) !== null) window.location.reload();
    });
  });
}

async function scanAt(desk: Desk): Promise<void> {
  for (const id of ["gate-type", "gate-walk-in", "gate-walk-out"]) element(id, HTMLElement).hidden = false;
  element("gate-hint", HTMLElement).textContent = say("aim");
  await tell(desk);
  document.addEventListener("pointerdown", allowSound, { once: true });
  document.addEventListener("keydown", allowSound, { once: true });
  element("gate-next", HTMLElement).addEventListener("click", hideVerdict);
  for (const [id, people] of [["gate-walk-in", 1], ["gate-walk-out", -1]] as const) {
    element(id, HTMLElement).addEventListener("click", () => {
      void desk.walk(people).then(() => tell(desk));
    });
  }
  const queue = new Queue(desk);
  listenToHandScanner((text) => {
    queue.add({ code: text });
  });
  startTyping(desk, queue);
  startMaking(desk, (code) => {
    queue.add({ code });
  });
  startSettings(desk);
  keepInStep(desk);
  keepAwake();
  await startCamera(queue);
}

/** Scans one after the other, in the order they were seen. */
class Queue {
  private readonly lastSeen = new Map<string, number>();
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly desk: Desk) {}

  /** A picture of the camera: a code that is still being held up is not a new scan. */
  async see(text: string): Promise<void> {
    const now = performance.now();
    const before = this.lastSeen.get(text);
    this.lastSeen.set(text, now);
    if (before !== undefined && now - before < FORGET_MS) return;
    for (const [old, at] of this.lastSeen) if (now - at > FORGET_MS) this.lastSeen.delete(old);
    this.add({ code: text });
    await Promise.race([this.turn, new Promise((resolve) => setTimeout(resolve, CAMERA_WAITS_MS))]);
  }

  add(text: { code: string } | { serial: string }): void {
    this.turn = this.turn.then(() => this.decide(text));
  }

  private readonly letIn = ({ letIn }: Answer): void => {
    if (letIn === undefined) return;
    this.turn = this.turn.then(async () => {
      try {
        showAnswer(await letIn(), this.letIn);
      } catch (error) {
        explain(error, false);
      }
      await tell(this.desk);
    });
  };

  private async decide(text: { code: string } | { serial: string }): Promise<void> {
    const begun = performance.now();
    try {
      const answer = await this.desk.scan(text);
      showAnswer(answer, this.letIn);
      if (performance.getEntriesByName("gate-decision").length >= KEPT_TIMES) performance.clearMeasures("gate-decision");
      performance.measure("gate-decision", { start: begun });
    } catch (error) {
      explain(error, "serial" in text);
    }
    await tell(this.desk);
  }
}

function explain(error: unknown, typed: boolean): void {
  if (error instanceof server.Refusal) showTrouble(error.message);
  else if (error instanceof server.NoNetwork) showTrouble(say("offline"), typed ? say("typedOffline") : say("noList"));
  else if (error instanceof DOMException && error.name === "QuotaExceededError") showTrouble(say("storageFull"));
  else throw error;
}

async function startCamera(queue: Queue): Promise<void> {
  try {
    await watch(element("gate-video", HTMLVideoElement), (text) => queue.see(text));
    element("gate-aim", HTMLElement).hidden = false;
  } catch (error) {
    const denied = error instanceof DOMException && error.name === "NotAllowedError";
    element("gate-hint", HTMLElement).textContent = say(denied ? "cameraDenied" : "noCamera");
  }
}

/** The head and the strip under it: where, how many, and what is wrong. */
async function tell(desk: Desk): Promise<void> {
  const standing = await desk.standing();
  element("gate-where", HTMLElement).textContent = `${desk.gateName} · ${say(desk.device.direction)}`;
  element("gate-inside", HTMLElement).textContent = say("inside", { count: count(standing.inside) });
  const parts: string[] = [];
  if (standing.revoked) parts.push(say("revoked"));
  else if (!standing.online) parts.push(say("offline"));
  if (standing.waiting > 0) parts.push(say("waiting", { count: count(standing.waiting) }));
  if (standing.listOf === null) parts.push(say("noList"));
  else if (Date.now() - standing.listOf.getTime() > OLD_LIST_MS) {
    parts.push(say("oldList", { time: standing.listOf.toLocaleString() }));
  } else if (!standing.online) parts.push(say("listOf", { time: clock(standing.listOf) }));
  const strip = element("gate-offline", HTMLElement);
  strip.textContent = parts.join(" · ");
  strip.hidden = parts.length === 0;
  document.body.dataset["waiting"] = String(standing.waiting);
  document.body.dataset["online"] = String(standing.online);
}

function keepInStep(desk: Desk): void {
  const step = async (): Promise<void> => {
    await desk.sync();
    await tell(desk);
    setTimeout(() => void step(), desk.online ? SYNC_MS : SYNC_OFFLINE_MS);
  };
  void step();
  window.addEventListener("online", () => void desk.sync().then(() => tell(desk)));
  window.addEventListener("offline", () => {
    desk.online = false;
    void tell(desk);
  });
}

function keepAwake(): void {
  const ask = (): void => {
    if (document.visibilityState === "visible") {
      // Old phones have no wake lock: then the screen sleeps when its owner set it so.
      if ("wakeLock" in navigator) navigator.wakeLock.request("screen").catch(() => undefined);
    }
  };
  ask();
  document.addEventListener("visibilitychange", ask);
}

function startTyping(desk: Desk, queue: Queue): void {
  const dialog = element("gate-typing", HTMLDialogElement);
  const input = element("gate-serial", HTMLInputElement);
  const hint = element("gate-typing-hint", HTMLElement);
  const found = element("gate-found", HTMLUListElement);
  element("gate-type", HTMLElement).addEventListener("click", () => {
    input.value = "";
    hint.textContent = desk.online ? "" : say("typedOffline");
    found.replaceChildren();
    dialog.showModal();
  });
  element("gate-typing-close", HTMLElement).addEventListener("click", () => {
    dialog.close();
  });
  element("gate-typing-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = input.value.trim();
    if (typed === "") return;
    if (/^[\d\s.·-]+$/.test(typed) && !/^0/.test(typed)) {
      dialog.close();
      queue.add({ serial: typed });
      return;
    }
    void server
      .findHolders(desk.device, typed)
      .then((holders) => {
        hint.textContent = holders.length === 0 ? say("nobody") : "";
        found.replaceChildren(...holders.map((holder) => holderLine(holder, dialog, queue)));
      })
      .catch((error: unknown) => {
        hint.textContent = error instanceof server.Refusal ? error.message : say("typedOffline");
      });
  });
}

function holderLine(holder: server.Holder, dialog: HTMLDialogElement, queue: Queue): HTMLLIElement {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "gate-button";
  button.textContent = `${holder.name} · ${kindName(holder.kind)} · ${holder.serial}`;
  button.addEventListener("click", () => {
    dialog.close();
    queue.add({ serial: String(holder.serial) });
  });
  line.append(button);
  return line;
}

function startSettings(desk: Desk): void {
  const dialog = element("gate-settings", HTMLDialogElement);
  const choice = element("gate-choice", HTMLSelectElement);
  const state = element("gate-state", HTMLElement);
  element("gate-where", HTMLElement).addEventListener("click", () => {
    choice.replaceChildren(
      ...(desk.list?.gates ?? []).map(
        (gate) => new Option(gate.name, String(gate.id), false, gate.id === desk.device.gate),
      ),
    );
    for (const radio of dialog.querySelectorAll<HTMLInputElement>("input[name=direction]")) {
      radio.checked = radio.value === desk.device.direction;
    }
    state.textContent = desk.list === null ? say("noList") : say("listOf", { time: clock(new Date(desk.list.made_at)) });
    dialog.showModal();
  });
  element("gate-sync", HTMLElement).addEventListener("click", () => {
    void desk.sync().then(() => tell(desk));
  });
  dialog.addEventListener("close", () => {
    const out = dialog.querySelector<HTMLInputElement>("input[name=direction]:checked")?.value === "out";
    const gate = Number(choice.value);
    void desk.choose(gate === 0 ? desk.device.gate : gate, out ? "out" : "in").then(() => tell(desk));
  });
}

void start();
