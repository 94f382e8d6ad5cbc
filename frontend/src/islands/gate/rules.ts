/** The rules of `passes/rules.py`, on the phone. tests/passes/test_rules_on_the_phone.py holds both to one table. */
import type { SignedCode } from "./code";
import type { Direction, FirstSeen, GatePackage } from "./types";

export interface Verdict {
  reason: string | null;
  day: number | null;
  slot: number | null;
}

/** The number of the fair's day at a moment, where the fair is; 1 is the first. */
export function dayAt(fair: GatePackage["fair"], at: Date): number | null {
  if (fair.starts_on === null) return null;
  const local = new Intl.DateTimeFormat("en-CA", { timeZone: fair.time_zone }).format(at);
  return Math.round((Date.parse(local) - Date.parse(fair.starts_on)) / 86_400_000) + 1;
}

/** What a genuine code may do at this gate, before it is asked whether its slot is taken. */
export function judge(
  payload: SignedCode["payload"],
  list: GatePackage,
  gate: number,
  direction: Direction,
  at: Date,
): Verdict {
  if (payload.fair !== list.fair.id) return { reason: "wrong_fair", day: null, slot: null };
  const number = dayAt(list.fair, at);
  const day = number !== null && number >= 1 && number <= 255 ? number : null;
  const refuse = (reason: string): Verdict => ({ reason, day, slot: null });
  if (direction === "out") return { reason: null, day, slot: null };
  if (list.fair.status === "cancelled") return refuse("cancelled_fair");
  const running = day !== null && list.fair.days !== null && day <= list.fair.days;
  if (list.fair.status === "postponed" && !running) return refuse("postponed_fair");
  const state = stateOf(payload.serial, list);
  if (state !== null) return refuse(state);
  if (day === null || day < payload.firstDay || day > payload.lastDay) return refuse("not_today");
  const rule = list.rules[payload.kind];
  if (rule === undefined) return refuse("unknown");
  if (rule.gates !== null && !rule.gates.includes(gate)) return refuse("wrong_gate");
  const slots = { once: 0, once_a_day: day, free: null };
  return { reason: null, day, slot: slots[rule.entries] };
}

function stateOf(serial: number, list: GatePackage): string | null {
  for (const [state, serials] of Object.entries(list.not_valid)) {
    if (serials.includes(serial)) return state;
  }
  return null;
}

/** Entries taken so far, by the list and by this phone since. */
export class Entries {
  private readonly taken = new Map<string, { at: number; gate: number }>();

  constructor(private readonly names: Map<number, string>) {}

  add(serial: number, slot: number, seconds: number, gate: number): void {
    const key = `${serial}:${slot}`;
    if (!this.taken.has(key)) this.taken.set(key, { at: seconds, gate });
  }

  firstSeen(serial: number, slot: number): FirstSeen | null {
    const entry = this.taken.get(`${serial}:${slot}`);
    if (entry === undefined) return null;
    return {
      at: new Date(entry.at * 1000).toISOString(),
      gate: { id: entry.gate, name: this.names.get(entry.gate) ?? "" },
    };
  }
}
