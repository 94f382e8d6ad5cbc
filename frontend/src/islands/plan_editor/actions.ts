/** Steps of drawing: each takes a plan and gives the next one with what is chosen in it. */
import { boundsOf, freePlace, overlap } from "./geometry";
import type { Booth, Box, Fixture, Hall, Part, Plan } from "./model";
import { boothsOf, chosen, newKey, withParts } from "./model";

export interface Step {
  readonly plan: Plan;
  readonly chosen: ReadonlySet<number>;
}

export const BOOTH_SIDE = 300;
const SMALLEST = 10;
const DIRECTIONS: Record<string, readonly [number, number]> = { right: [1, 0], left: [-1, 0], down: [0, 1], up: [0, -1] };
const FIXTURE_SIZES: Record<string, [number, number]> = {
  stage: [1200, 400],
  entrance: [600, 100],
  exit: [300, 100],
  area: [900, 600],
  aisle: [1500, 300],
  wall: [900, 20],
  pillar: [60, 60],
  power: [60, 60],
  water: [60, 60],
};

/** The code after this one that nobody has: `A09` → `A10`. */
export function nextCode(code: string, taken: ReadonlySet<string>): string {
  const match = /^(.*?)(\d+)$/.exec(code);
  const head = match?.[1] ?? code;
  const digits = match?.[2] ?? "00";
  let number = Number(digits);
  let next: string;
  do {
    number += 1;
    next = head + String(number).padStart(digits.length, "0");
  } while (taken.has(next));
  return next;
}

export function codesOf(plan: Plan): Set<string> {
  return new Set(boothsOf(plan).map((booth) => booth.code));
}

export function addBooth(plan: Plan, hall: Hall, box: Box | null, like: Booth | undefined, step: number): Step | null {
  const size = { width: like?.width ?? BOOTH_SIDE, height: like?.height ?? BOOTH_SIDE };
  const place = box ?? freePlace(plan, hall, size, step);
  if (place === null) return null;
  const booth: Booth = {
    type: "booth",
    key: newKey(),
    hall: hall.key,
    code: nextCode(like?.code ?? `${hall.code.slice(0, 3)}00`, codesOf(plan)),
    zone: like?.zone ?? null,
    category: like?.category ?? "small",
    utilities: like?.utilities ?? [],
    price: like?.price ?? 0,
    ...place,
  };
  return { plan: { ...plan, parts: [...plan.parts, booth] }, chosen: new Set([booth.key]) };
}

export function addFixture(plan: Plan, hall: Hall, kind: string, box: Box | null, step: number): Step | null {
  const [wide, high] = FIXTURE_SIZES[kind] ?? [300, 300];
  const size = { width: Math.min(wide, hall.width), height: Math.min(high, hall.height) };
  const place = box ?? freePlace(plan, hall, size, step) ?? { x: 0, y: 0, ...size };
  const fixture: Fixture = { type: "fixture", key: newKey(), hall: hall.key, kind, vi: "", en: "", ...place };
  return { plan: { ...plan, parts: [...plan.parts, fixture] }, chosen: new Set([fixture.key]) };
}

export function move(plan: Plan, keys: ReadonlySet<number>, dx: number, dy: number): Plan {
  return withParts(plan, keys, (part) => ({ ...part, x: Math.max(part.x + dx, 0), y: Math.max(part.y + dy, 0) }));
}

export function resize(plan: Plan, keys: ReadonlySet<number>, dx: number, dy: number): Plan {
  return withParts(plan, keys, (part) => ({
    ...part,
    width: Math.max(part.width + dx, SMALLEST),
    height: Math.max(part.height + dy, SMALLEST),
  }));
}

function copyOf(part: Part, dx: number, dy: number, taken: Set<string>): Part {
  const place = { key: newKey(), x: part.x + dx, y: part.y + dy };
  if (part.type === "fixture") return { ...part, ...place };
  const code = nextCode(part.code, taken);
  taken.add(code);
  return { ...part, ...place, code };
}

/** Copies of what is chosen, one after the other in a direction with a gap between. */
export function repeat(
  plan: Plan,
  keys: ReadonlySet<number>,
  count: number,
  gap: number,
  direction: string,
): Step {
  const originals = chosen(plan, keys);
  const bounds = boundsOf(originals);
  const [across, down] = DIRECTIONS[direction] ?? [1, 0];
  const taken = codesOf(plan);
  const copies: Part[] = [];
  for (let number = 1; number <= count; number += 1) {
    const dx = across * number * (bounds.width + gap);
    const dy = down * number * (bounds.height + gap);
    copies.push(...originals.map((part) => copyOf(part, dx, dy, taken)));
  }
  return {
    plan: { ...plan, parts: [...plan.parts, ...copies] },
    chosen: new Set([...keys, ...copies.map((part) => part.key)]),
  };
}

/** One copy beside what is chosen: to the right, or below where the hall ends. */
export function duplicate(plan: Plan, keys: ReadonlySet<number>, hall: Hall): Step {
  const bounds = boundsOf(chosen(plan, keys));
  const fits = bounds.x + 2 * bounds.width <= hall.width;
  const next = { ...bounds, x: bounds.x + bounds.width };
  const free = !plan.parts.some((part) => part.hall === hall.key && overlap(part, next));
  const step = repeat(plan, keys, 1, 0, fits && free ? "right" : "down");
  return { plan: step.plan, chosen: new Set([...step.chosen].filter((key) => !keys.has(key))) };
}

export interface Numbering {
  readonly prefix: string;
  readonly first: number;
  readonly by: number;
  readonly digits: number;
  /** `right`, `left`: along rows; `down`, `up`: along columns. */
  readonly direction: string;
  /** Each row counts anew under the next letter. */
  readonly letters: boolean;
}

/** Booths in lines, as people see rows: those whose middles lie within half a booth of each other. */
export function linesOf(booths: readonly Booth[], direction: string): Booth[][] {
  const along = direction === "right" || direction === "left";
  const middle = (booth: Booth): number => (along ? booth.y + booth.height / 2 : booth.x + booth.width / 2);
  const lines: Booth[][] = [];
  for (const booth of [...booths].sort((one, other) => middle(one) - middle(other))) {
    const line = lines.at(-1);
    const first = line?.[0];
    const reach = (along ? booth.height : booth.width) / 2;
    if (line !== undefined && first !== undefined && middle(booth) - middle(first) < reach) line.push(booth);
    else lines.push([booth]);
  }
  const back = direction === "left" || direction === "up";
  for (const line of lines) {
    line.sort((one, other) => (along ? one.x - other.x : one.y - other.y) * (back ? -1 : 1));
  }
  return lines;
}

/** The prefix of a further row: its last letter counts on, `A` → `B`, `Z` → `AA`. */
export function nextPrefix(prefix: string): string {
  const match = /^(.*?)([A-Z]+)([^A-Z]*)$/.exec(prefix);
  if (match === null) return `${prefix}B`;
  const [, head = "", letters = "", tail = ""] = match;
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  number += 1;
  let text = "";
  while (number > 0) {
    text = String.fromCharCode(65 + ((number - 1) % 26)) + text;
    number = Math.floor((number - 1) / 26);
  }
  return head + text + tail;
}

export function renumber(plan: Plan, keys: ReadonlySet<number>, how: Numbering): Plan {
  const booths = chosen(plan, keys).filter((part): part is Booth => part.type === "booth");
  const codes = new Map<number, string>();
  let prefix = how.prefix;
  let number = how.first;
  for (const line of linesOf(booths, how.direction)) {
    for (const booth of line) {
      codes.set(booth.key, prefix + String(number).padStart(how.digits, "0"));
      number += how.by;
    }
    if (how.letters) {
      prefix = nextPrefix(prefix);
      number = how.first;
    }
  }
  return withParts(plan, keys, (part) => (part.type === "booth" ? { ...part, code: codes.get(part.key) ?? part.code } : part));
}

export function remove(plan: Plan, keys: ReadonlySet<number>): Plan {
  return { ...plan, parts: plan.parts.filter((part) => !keys.has(part.key)) };
}

/** The booths that stand in one row with a booth. */
export function rowOf(plan: Plan, booth: Booth): Booth[] {
  const line = linesOf(boothsOf(plan, booth.hall), "right").find((some) => some.includes(booth));
  return line ?? [booth];
}
