/** What the server says and what the phone keeps. Names as in the API. */

export type Direction = "in" | "out";
/** `ask` is said by a phone alone that cannot know: whoever stands at the gate decides. It is never sent. */
export type Result = "admitted" | "refused" | "ask";
export type Entries = "once" | "once_a_day" | "free";

/** A day of the fair and the moments that belong to it, in seconds; a night market's end lies after midnight. */
export interface PackageDay {
  number: number;
  starts_at: number;
  ends_at: number;
  open_to_all: boolean;
}

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
    /** Days with a date in the order of their dates, and the sets codes name; lists kept from before have neither. */
    calendar?: PackageDay[];
    day_sets?: Record<string, number[]>;
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
  /** With `ask`: somebody decided to let the guest in. */
  letIn?: () => Promise<Answer>;
}

export interface Words {
  kinds: Record<string, string>;
  reasons: Record<string, string>;
  [sentence: string]: string | Record<string, string>;
}
