/** What the server says and what the phone keeps. Names as in the API. */

export type Direction = "in" | "out";
export type Result = "admitted" | "refused";
export type Entries = "once" | "once_a_day" | "free";

export interface GatePackage {
  made_at: string;
  since: string | null;
  fair: {
    id: number;
    slug: string;
    title: { vi: string; en: string };
    status: string;
    starts_on: string | null;
    days: number | null;
    time_zone: string;
  };
  public_keys: Record<string, string>;
  rules: Record<string, { entries: Entries; gates: number[] | null }>;
  gates: { id: number; name: string }[];
  not_valid: Record<string, number[]>;
  /** serial, slot, unix seconds, gate */
  entries: [number, number, number, number][];
  inside: number;
}

/** The key of this phone and where it stands. */
export interface Device {
  token: string;
  fair: string;
  gate: number;
  direction: Direction;
}

/** A scan as it is sent; `result` and `reason` are what the phone decided alone. */
export interface Scan {
  scan_id: string;
  gate: number;
  direction: Direction;
  scanned_at: string;
  code?: string;
  serial?: string;
  result?: Result;
  reason?: string;
}

export interface WalkIn {
  scan_id: string;
  gate: number;
  scanned_at: string;
  people: 1 | -1;
}

export interface FirstSeen {
  at: string;
  gate: { id: number; name: string };
}

/** What the screen shows. */
export interface Answer {
  result: Result;
  reason: string | null;
  direction: Direction;
  first_seen: FirstSeen | null;
  kind: string | null;
  day: number | null;
  days: number | null;
}

export interface Words {
  kinds: Record<string, string>;
  reasons: Record<string, string>;
  [sentence: string]: string | Record<string, string>;
}
