/** Talks to the service. No answer in time counts as no network: the phone then decides alone. */
import type { Answer, Device, GatePackage, Scan, WalkIn } from "./types";

const PATIENCE_MS = 2500;
const PATIENCE_FOR_MUCH_MS = 30_000;

/** The service answered and refused. `code` is the stable word of the API. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(detail);
  }
}

/** The service could not be reached. */
export class NoNetwork extends Error {}

interface Problem {
  code?: string;
  detail?: string;
}

async function ask(method: string, path: string, token: string, body: unknown, patience: number): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        "Accept-Language": document.documentElement.lang,
        ...(token === "" ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
      cache: "no-store",
    });
  } catch (error) {
    throw new NoNetwork(String(error));
  }
  // A server that is starting again, or something in between that is not it, is no network either.
  if (response.status >= 500 || response.type === "opaqueredirect") throw new NoNetwork(`${response.status}`);
  if (response.ok) return response.status === 204 ? null : await readJson(response);
  const problem = (await readJson(response)) as Problem;
  throw new Refusal(response.status, problem.code ?? "", problem.detail ?? response.statusText);
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch (error) {
    throw new NoNetwork(String(error));
  }
}

export async function pair(code: string): Promise<{ token: string; gate: number; fair: string }> {
  return (await ask("POST", "/gate-pairings", "", { code }, PATIENCE_FOR_MUCH_MS)) as {
    token: string;
    gate: number;
    fair: string;
  };
}

export async function checkIn(device: Device, scan: Scan): Promise<Answer> {
  const { scan_id, gate, direction, scanned_at, code, serial } = scan;
  const body = { scan_id, gate, direction, scanned_at, ...(code === undefined ? { serial } : { code }) };
  return (await ask("POST", "/check-ins", device.token, body, PATIENCE_MS)) as Answer;
}

export interface BatchRow {
  row: number;
  scan_id: string | null;
  error: { code: string; detail: string } | null;
}

export async function sendBatch(device: Device, scans: Scan[], waiting: number): Promise<BatchRow[]> {
  const body = { scans, sent_at: new Date().toISOString(), waiting };
  const answer = (await ask("POST", "/check-ins/batch", device.token, body, PATIENCE_FOR_MUCH_MS)) as {
    results: BatchRow[];
  };
  return answer.results;
}

export async function sendWalkIn(device: Device, walkIn: WalkIn): Promise<void> {
  await ask("POST", "/walk-ins", device.token, walkIn, PATIENCE_MS);
}

export async function fetchPackage(device: Device, since: string | null, waiting: number): Promise<GatePackage> {
  const query = `?waiting=${waiting}${since === null ? "" : `&since=${encodeURIComponent(since)}`}`;
  const path = `/fairs/${encodeURIComponent(device.fair)}/gate-package${query}`;
  return (await ask("GET", path, device.token, undefined, PATIENCE_FOR_MUCH_MS)) as GatePackage;
}

export interface MadePass {
  serial: number;
  code: string;
  links: { svg: string };
}

/** Makes a visitor's pass of today; the same request id makes it once, however often it is sent. */
export async function makePass(
  device: Device,
  requestId: string,
  person: { name: string; phone: string; consent: string | null },
): Promise<MadePass> {
  const named = person.name === "" ? {} : { holder: { name: person.name, ...(person.phone === "" ? {} : { phone: person.phone }) } };
  const consent = person.consent === null ? {} : { consent: { version: person.consent } };
  const body = { request_id: requestId, locale: document.documentElement.lang === "en" ? "en" : "vi", ...named, ...consent };
  return (await ask("POST", `/gates/${device.gate}/passes`, device.token, body, PATIENCE_FOR_MUCH_MS)) as MadePass;
}

export interface Holder {
  serial: number;
  name: string;
  kind: string;
  state: string;
}

export async function findHolders(device: Device, search: string): Promise<Holder[]> {
  const path = `/fairs/${encodeURIComponent(device.fair)}/pass-holders?search=${encodeURIComponent(search)}`;
  return (await ask("GET", path, device.token, undefined, PATIENCE_FOR_MUCH_MS)) as Holder[];
}
