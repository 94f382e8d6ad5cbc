/** Sentences in the language of the page; they stand in it as JSON, beside the plan. */
import type { WirePlan } from "./model";

export interface Start {
  fair: number;
  plan: WirePlan & { revision: number };
  holders: Record<string, string>;
  wishes: Record<string, string[]>;
  words: Record<string, string>;
  tones: number;
  kinds: Record<string, string>;
  categories: Record<string, string>;
  utilities: Record<string, string>;
}

export const start = JSON.parse(document.getElementById("plan-start")?.textContent ?? "{}") as Start;

/** One sentence, with its `{facts}` filled in. */
export function say(name: string, facts: Record<string, string | number> = {}): string {
  const sentence = start.words[name];
  if (sentence === undefined) throw new Error(`The page has no sentence ${name}`);
  return sentence.replace(/\{(\w+)\}/g, (_whole, fact: string) => String(facts[fact] ?? ""));
}

const locale = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";

export function clock(moment: Date): string {
  return moment.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}
