/** Asking the service, and what it may answer. */
import type { WirePlan } from "./model";

export interface Saved {
  revision: number;
  booths: number;
  added: number;
  changed: number;
  removed: number;
  touched: { booth: string; producer: string }[];
}

export interface Problem {
  code: string;
  detail: string;
  errors?: Record<string, { detail: string }[]>;
  current?: WirePlan & { revision: number };
  revision?: number;
}

export type Answer = { kind: "saved"; saved: Saved } | { kind: "refused"; problem: Problem } | { kind: "lost" };

const TIME_LIMIT_MS = 30_000;

export async function ask(address: string, plan: WirePlan): Promise<Answer> {
  const token = document.querySelector<HTMLInputElement>("#plan-token input")?.value ?? "";
  let answer: Response;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json", "x-csrftoken": token },
      body: JSON.stringify(plan),
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    const told: unknown = await answer.json();
    return answer.ok ? { kind: "saved", saved: told as Saved } : { kind: "refused", problem: told as Problem };
  } catch {
    return { kind: "lost" };
  }
}
