/** The rules of `passes/rules.py`, on the phone. tests/passes/test_rules_on_the_phone.py holds both to one table. */
import type { SignedCode } from "./code";
import type { Direction, FirstSeen, GatePackage } from "./types";

export interface Verdict {
  reason: string | null;
  day: number | null;
  slot: number | null;
}

/** The number of the day a moment belongs to; null beside the fair. */
export function dayAt(fair: GatePackage["fair"], at: Date): number | null {
  if (fair.calendar === undefined) return dayInSpan(fair, at);
  const seconds = at.getTime() / 1000;
  return fair.calendar.find((day) => day.starts_at <= seconds && seconds < day.ends_at)?.number ?? null;
}

/** By a list from before fairs had days of their own: they were counted from the first. */
function dayInSpan(fair: GatePackage["fair"], at: Date): number | null {
  if (fair.starts_on === null || fair.days === null) return null;
  const local = new Intl.DateTimeFormat("en-CA", { timeZone: fair.time_zone }).format(at);
  const day = Math.round((Date.parse(local) - Date.parse(fair.starts_on)) / 86_400_000) + 1;
  return day >= 1 && day <= fair.days ? day : null;
}

/** At which place a day stands in the fair, as people count days. */
export function placeOf(fair: GatePackage["fair"], day: number | null): number | null {
  if (fair.calendar === undefined || day === null) return day;
  const place = fair.calendar.findIndex((one) => one.number === day);
  return place < 0 ? null : place + 1;
}

/** Whether a code opens a day of the fair; null when this list does not know the days it names. */
function opens(payload: SignedCode["payload"], fair: GatePackage["fair"], day: number): boolean | null {
  if (payload.daySet === null) return payload.firstDay <= day && day <= payload.lastDay;
  if (fair.calendar === undefined) return null;
  if (payload.daySet === 0) return fair.calendar.find((one) => one.number === day)?.open_to_all === true;
  return fair.day_sets?.[String(payload.daySet)]?.includes(day) ?? null;
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
  const day = dayAt(list.fair, at);
  const refuse = (reason: string): Verdict => ({ reason, day, slot: null });
  if (direction === "out") return { reason: null, day, slot: null };
  if (list.fair.status === "cancelled") return refuse("cancelled_fair");
  if (list.fair.status === "postponed" && day === null) return refuse("postponed_fair");
  const state = stateOf(payload.serial, list);
  if (state !== null) return refuse(state);
  const open = day !== null && opens(payload, list.fair, day);
  if (day === null || open === false) return refuse("not_today");
  const rule = list.rules[payload.kind];
  if (rule === undefined) return refuse("unknown");
  if (rule.gates !== null && !rule.gates.includes(gate)) return refuse("wrong_gate");
  const slots = { once: 0, once_a_day: day, free: null };
  return { reason: open === null ? "ask" : null, day, slot: slots[rule.entries] };
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
