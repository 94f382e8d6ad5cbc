/** Sentences in the language the page was opened in; they stand in the page, so they are there without network. */
import type { Words } from "./types";

const words = JSON.parse(document.getElementById("gate-words")?.textContent ?? "{}") as Words;

/** One sentence, with its `{facts}` filled in. */
export function say(name: string, facts: Record<string, string | number> = {}): string {
  const sentence = words[name];
  if (typeof sentence !== "string") throw new Error(`The page has no sentence ${name}`);
  return sentence.replace(/\{(\w+)\}/g, (_whole, fact: string) => String(facts[fact] ?? ""));
}

export function kindName(kind: string): string {
  return words.kinds[kind] ?? kind;
}

export function reasonName(reason: string): string {
  return words.reasons[reason] ?? reason;
}

const locale = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";

export function clock(moment: Date): string {
  return moment.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}

export function count(number: number): string {
  return number.toLocaleString(locale);
}
