/** Says yes or no so that nobody has to guess: whole screen, shape, words and sound. */
import type { Answer } from "./types";
import { clock, kindName, reasonName, say } from "./words";

export function element<E extends Element>(id: string, kind: abstract new () => E): E {
  const found: Element | null = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no #${id}`);
  return found;
}

const SHAPES = {
  yes: '<circle cx="64" cy="64" r="58"/><path d="M36 66l20 20 38-42"/>',
  no: '<rect x="8" y="8" width="112" height="112" rx="24"/><path d="M42 42l44 44M86 42L42 86"/>',
  maybe: '<path d="M64 12L122 116H6z"/><path d="M64 52v28M64 98v1"/>',
} as const;

const CALM_MS = 1600;
let closing: ReturnType<typeof setTimeout> | null = null;

export function hideVerdict(): void {
  if (closing !== null) clearTimeout(closing);
  closing = null;
  element("gate-verdict", HTMLElement).hidden = true;
}

function show(tone: keyof typeof SHAPES, word: string, reason: string, detail: string): void {
  hideVerdict();
  const verdict = element("gate-verdict", HTMLElement);
  verdict.className = `gate-verdict gate-${tone}`;
  element("gate-shape", SVGElement).innerHTML = SHAPES[tone];
  element("gate-word", HTMLElement).textContent = word;
  element("gate-reason", HTMLElement).textContent = reason;
  element("gate-detail", HTMLElement).textContent = detail;
  element("gate-next", HTMLElement).hidden = tone === "yes";
  element("gate-let-in", HTMLElement).hidden = true;
  verdict.hidden = false;
  sound(tone);
  // A yes makes way for the next guest; a no stays until somebody has dealt with it or the next code is shown.
  if (tone === "yes") closing = setTimeout(hideVerdict, CALM_MS);
}

export function showAnswer(answer: Answer, letIn: (answer: Answer) => void): void {
  const kind = answer.kind === null ? "" : kindName(answer.kind);
  if (answer.result === "admitted") {
    const leaving = answer.direction === "out";
    const day =
      answer.day === null || answer.days === null ? "" : say("dayOf", { day: answer.day, days: answer.days });
    show("yes", say(leaving ? "goodbye" : "welcome"), kind, day);
    return;
  }
  if (answer.result === "ask") {
    show("maybe", say("ask"), kind, say("askWhy"));
    const button = element("gate-let-in", HTMLButtonElement);
    button.hidden = false;
    button.disabled = false;
    button.onclick = () => {
      button.disabled = true;
      letIn(answer);
    };
    return;
  }
  const first = answer.first_seen;
  if (first === null) {
    show("no", say("refused"), reasonName(answer.reason ?? "unknown"), kind === "" ? say("helpDesk") : kind);
    return;
  }
  const where = first.gate.name === "" ? say("helpDesk") : say("seenWhere", { gate: first.gate.name });
  show("no", say("refused"), say("seenAt", { time: clock(new Date(first.at)) }), where);
}

/** Something stands in the way that is not about the guest. */
export function showTrouble(reason: string, detail = ""): void {
  show("maybe", say("refused"), reason, detail);
}

let audio: AudioContext | null = null;

/** Browsers let a page make sounds only after somebody touched it. */
export function allowSound(): void {
  audio ??= new AudioContext();
  void audio.resume();
}

const TONES = {
  yes: [[880, 0, 0.09], [1320, 0.1, 0.14]],
  no: [[220, 0, 0.16], [160, 0.18, 0.3]],
  maybe: [[440, 0, 0.12], [440, 0.2, 0.12]],
} as const;

function sound(tone: keyof typeof SHAPES): void {
  // Vibration needs a touch before; without one the browser only writes a complaint to its console.
  if ("vibrate" in navigator && navigator.userActivation.hasBeenActive) navigator.vibrate(tone === "yes" ? 60 : [120, 60, 120]);
  if (audio?.state !== "running") return;
  for (const [pitch, after, length] of TONES[tone]) {
    const source = audio.createOscillator();
    const loudness = audio.createGain();
    source.type = tone === "no" ? "square" : "sine";
    source.frequency.value = pitch;
    loudness.gain.value = tone === "no" ? 0.15 : 0.3;
    source.connect(loudness).connect(audio.destination);
    source.start(audio.currentTime + after);
    source.stop(audio.currentTime + after + length);
  }
}
