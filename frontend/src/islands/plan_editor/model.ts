/** The plan as the editor keeps it: one immutable value in whole centimetres; parts are known by keys, not by codes. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Booth extends Box {
  readonly type: "booth";
  readonly key: number;
  readonly hall: number;
  readonly code: string;
  readonly zone: number | null;
  readonly category: string;
  readonly utilities: readonly string[];
  readonly price: number;
}

export interface Fixture extends Box {
  readonly type: "fixture";
  readonly key: number;
  readonly hall: number;
  readonly kind: string;
  readonly vi: string;
  readonly en: string;
}

export type Part = Booth | Fixture;

export interface Hall {
  readonly key: number;
  readonly code: string;
  readonly vi: string;
  readonly en: string;
  readonly width: number;
  readonly height: number;
}

export interface Zone {
  readonly key: number;
  readonly vi: string;
  readonly en: string;
  readonly tone: number;
}

export interface Plan {
  readonly halls: readonly Hall[];
  readonly parts: readonly Part[];
  readonly zones: readonly Zone[];
}

interface Bilingual {
  vi: string;
  en: string;
}

interface WireBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The shape the service reads and writes: metres, codes and names. */
export interface WirePlan {
  halls: {
    code: string;
    name: Bilingual | string;
    width: number;
    height: number;
    fixtures: (WireBox & { kind: string; label: Bilingual | string })[];
  }[];
  booths: (WireBox & {
    code: string;
    hall: string;
    zone: string | null;
    category: string;
    utilities: string[];
    price: number;
  })[];
  zones: { name: Bilingual; tone: number | null; was?: string | null }[];
  revision?: number | null;
}

/** Under which names zones stand on the server, by key. It is no part of the plan: undoing a step does not undo a save. */
const serverNames = new Map<number, string>();

let lastKey = 0;

export function newKey(): number {
  lastKey += 1;
  return lastKey;
}

function both(name: Bilingual | string): Bilingual {
  return typeof name === "string" ? { vi: name, en: "" } : name;
}

function inCentimetres(box: WireBox): Box {
  const cm = (metres: number): number => Math.round(metres * 100);
  return { x: cm(box.x), y: cm(box.y), width: cm(box.width), height: cm(box.height) };
}

function inMetres(box: Box): WireBox {
  return { x: box.x / 100, y: box.y / 100, width: box.width / 100, height: box.height / 100 };
}

/** Reads a plan of the service; `fresh` says that its zones stand there under the names they have. */
export function fromWire(wire: WirePlan, fresh = true): Plan {
  const zones: Zone[] = wire.zones.map((zone, index) => ({
    key: newKey(),
    vi: zone.name.vi,
    en: zone.name.en,
    tone: zone.tone ?? (index % 8) + 1,
  }));
  wire.zones.forEach((zone, index) => {
    const was = fresh ? zone.name.vi : zone.was;
    const key = zones[index]?.key;
    if (was !== null && was !== undefined && key !== undefined) serverNames.set(key, was);
  });
  const zoneKeys = new Map(zones.map((zone) => [zone.vi, zone.key]));
  const halls: Hall[] = [];
  const parts: Part[] = [];
  const hallKeys = new Map<string, number>();
  for (const hall of wire.halls) {
    const key = newKey();
    const name = both(hall.name);
    hallKeys.set(hall.code, key);
    halls.push({ key, code: hall.code, ...name, width: Math.round(hall.width * 100), height: Math.round(hall.height * 100) });
    for (const each of hall.fixtures) {
      parts.push({ type: "fixture", key: newKey(), hall: key, kind: each.kind, ...both(each.label), ...inCentimetres(each) });
    }
  }
  for (const booth of wire.booths) {
    const hall = hallKeys.get(booth.hall);
    if (hall === undefined) continue;
    parts.push({
      type: "booth",
      key: newKey(),
      hall,
      code: booth.code,
      zone: booth.zone === null ? null : (zoneKeys.get(booth.zone) ?? null),
      category: booth.category,
      utilities: booth.utilities,
      price: booth.price,
      ...inCentimetres(booth),
    });
  }
  return { halls, parts, zones };
}

export function toWire(plan: Plan, revision: number): WirePlan {
  const codes = new Map(plan.halls.map((hall) => [hall.key, hall.code]));
  const names = new Map(plan.zones.map((zone) => [zone.key, zone.vi]));
  return {
    halls: plan.halls.map((hall) => ({
      code: hall.code,
      name: { vi: hall.vi, en: hall.en },
      width: hall.width / 100,
      height: hall.height / 100,
      fixtures: plan.parts
        .filter((part): part is Fixture => part.type === "fixture" && part.hall === hall.key)
        .map((each) => ({ kind: each.kind, label: { vi: each.vi, en: each.en }, ...inMetres(each) })),
    })),
    booths: boothsOf(plan).map((booth) => ({
      code: booth.code,
      hall: codes.get(booth.hall) ?? "",
      zone: booth.zone === null ? null : (names.get(booth.zone) ?? null),
      category: booth.category,
      utilities: [...booth.utilities].sort(),
      price: booth.price,
      ...inMetres(booth),
    })),
    zones: plan.zones.map((zone) => ({ name: { vi: zone.vi, en: zone.en }, tone: zone.tone, was: serverNames.get(zone.key) ?? null })),
    revision,
  };
}

const fingerprints = new WeakMap<Plan, string>();

/** Two plans with the same fingerprint look and mean the same, however they were drawn. */
export function fingerprint(plan: Plan): string {
  const known = fingerprints.get(plan);
  if (known !== undefined) return known;
  const wire = toWire(plan, 0);
  const ordered = (some: readonly unknown[]): string[] => some.map((each) => JSON.stringify(each)).sort();
  const text = JSON.stringify([
    wire.halls.map((hall) => [hall.code, hall.name, hall.width, hall.height, ordered(hall.fixtures)]),
    ordered(wire.booths),
    ordered(wire.zones.map((zone) => [zone.name, zone.tone])),
  ]);
  fingerprints.set(plan, text);
  return text;
}

/** Once saved, zones stand on the server under the names they have now. */
export function noteSaved(plan: Plan): void {
  serverNames.clear();
  for (const zone of plan.zones) serverNames.set(zone.key, zone.vi);
}

export function boothsOf(plan: Plan, hall?: number): Booth[] {
  return plan.parts.filter((part): part is Booth => part.type === "booth" && (hall === undefined || part.hall === hall));
}

export function partsIn(plan: Plan, hall: number): Part[] {
  return plan.parts.filter((part) => part.hall === hall);
}

export function chosen(plan: Plan, keys: ReadonlySet<number>): Part[] {
  return plan.parts.filter((part) => keys.has(part.key));
}

export function hallOf(plan: Plan, key: number): Hall {
  const hall = plan.halls.find((each) => each.key === key) ?? plan.halls[0];
  if (hall === undefined) throw new Error("A plan has at least one hall");
  return hall;
}

/** The plan with some parts changed. */
export function withParts(plan: Plan, keys: ReadonlySet<number>, change: (part: Part) => Part): Plan {
  return { ...plan, parts: plan.parts.map((part) => (keys.has(part.key) ? change(part) : part)) };
}

export function metres(centimetres: number): string {
  return String(centimetres / 100);
}

/** Centimetres of a length as people write it: `3`, `2.5`, `2,5`; null when it is none. */
export function readLength(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  return /^\d{1,4}(\.\d{1,3})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
}
