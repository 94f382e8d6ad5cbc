/**
 * The way of a scan on the phone: kept first, asked second, decided alone when nobody answers, sent until it arrived.
 * A scan that is on its way when the page is killed is in the store and is sent with the next batch.
 */
import { isGenuine, looksLikeCode, readCode } from "./code";
import { dayAt, Entries, judge, placeOf } from "./rules";
import * as server from "./server";
import type { Store } from "./store";
import type { Answer, Device, GatePackage, Scan } from "./types";

const MOST_IN_A_BATCH = 500;
/** Entries of the last minutes are asked for again: what was being committed when a list was made comes late. */
const OVERLAP_MS = 5 * 60_000;

interface Entry {
  serial: number;
  slot: number;
  at: number;
  gate: number;
}

export interface Standing {
  online: boolean;
  waiting: number;
  listOf: Date | null;
  inside: number;
  revoked: boolean;
}

export class Desk {
  online = true;
  revoked = false;
  list: GatePackage | null = null;
  private entries = new Entries(new Map());
  private cameSince = 0;
  private sending: Promise<void> | null = null;

  private constructor(
    readonly store: Store,
    public device: Device,
  ) {}

  static async open(store: Store, device: Device): Promise<Desk> {
    const desk = new Desk(store, device);
    await desk.readList();
    return desk;
  }

  async standing(): Promise<Standing> {
    return {
      online: this.online,
      waiting: await this.store.countWaiting(),
      listOf: this.list === null ? null : new Date(this.list.made_at),
      inside: Math.max((this.list?.inside ?? 0) + this.cameSince, 0),
      revoked: this.revoked,
    };
  }

  get gateName(): string {
    return this.list?.gates.find((gate) => gate.id === this.device.gate)?.name ?? "";
  }

  async choose(gate: number, direction: Device["direction"]): Promise<void> {
    this.device = { ...this.device, gate, direction };
    await this.store.keepDevice(this.device);
  }

  /** Decides one scan. Throws only when the phone cannot keep it, or a typed number finds no network. */
  async scan(text: { code: string } | { serial: string }): Promise<Answer> {
    const scan: Scan = {
      scan_id: crypto.randomUUID(),
      gate: this.device.gate,
      direction: this.device.direction,
      scanned_at: new Date().toISOString(),
      ...text,
    };
    const alone = "serial" in text ? null : await this.decideAlone(scan);
    // Known to be alone, nobody is asked: the scan is kept once, together with what was decided.
    if (alone !== null && this.online) await this.store.keepScan({ ...scan });
    if (this.online || alone === null) {
      try {
        const answer = await server.checkIn(this.device, scan);
        this.online = true;
        await this.store.forgetScans([scan.scan_id]);
        await this.remember(scan, answer);
        return answer;
      } catch (error) {
        if (error instanceof server.Refusal) {
          this.noteRefusal(error);
          await this.store.forgetScans([scan.scan_id]);
          throw error;
        }
        if (!(error instanceof server.NoNetwork)) throw error;
        this.online = false;
        if (alone === null) throw error;
      }
    }
    if (alone.answer.result === "ask") {
      // Neither yes nor no: nothing is kept until somebody has decided, so that the pass is not used up by asking.
      await this.store.forgetScans([scan.scan_id]);
      const { entry } = alone;
      const admitted: Answer = { ...alone.answer, result: "admitted", reason: null };
      return { ...alone.answer, letIn: () => this.keepDecision(scan, admitted, entry) };
    }
    return this.keepDecision(scan, alone.answer, alone.entry);
  }

  private async keepDecision(scan: Scan, answer: Answer, entry: Entry | null): Promise<Answer> {
    const decided = { ...scan, result: answer.result, ...(answer.reason === null ? {} : { reason: answer.reason }) };
    await this.store.keepScan(decided, entry ?? undefined);
    if (entry !== null) this.entries.add(entry.serial, entry.slot, entry.at, entry.gate);
    if (answer.result === "admitted") this.cameSince += scan.direction === "in" ? 1 : -1;
    return answer;
  }

  private noteRefusal(error: server.Refusal): void {
    if (error.code === "device_revoked" || error.status === 401) this.revoked = true;
  }

  /** What this phone would say by its list; null when it has none. */
  private async decideAlone(
    scan: Scan,
  ): Promise<{ answer: Answer; entry: Entry | null } | null> {
    const list = this.list;
    const text = scan.code ?? "";
    const at = new Date(scan.scanned_at);
    const answer: Answer = {
      result: "refused",
      reason: looksLikeCode(text) ? "forged" : "unknown",
      direction: scan.direction,
      first_seen: null,
      kind: null,
      day: null,
      days: list?.fair.days ?? null,
    };
    const code = readCode(text);
    if (code === null) return { answer, entry: null };
    if (list === null) return { answer: { ...answer, reason: "unknown" }, entry: null };
    const { payload } = code;
    if (payload.fair !== list.fair.id) return { answer: { ...answer, reason: "wrong_fair" }, entry: null };
    const key = list.public_keys[String(payload.keyId)];
    if (key === undefined || !(await isGenuine(code, key))) return { answer, entry: null };
    const verdict = judge(payload, list, scan.gate, scan.direction, at);
    const known = { ...answer, kind: payload.kind, day: placeOf(list.fair, verdict.day), reason: verdict.reason };
    const asks = verdict.reason === "ask";
    if (verdict.reason !== null && !asks) return { answer: known, entry: null };
    const result = asks ? "ask" : "admitted";
    if (verdict.slot === null || scan.direction === "out") return { answer: { ...known, result }, entry: null };
    const first = this.entries.firstSeen(payload.serial, verdict.slot);
    if (first !== null) {
      const today = dayAt(list.fair, new Date(first.at)) === verdict.day;
      const reason = today ? "already_in" : "already_used";
      return { answer: { ...known, reason, first_seen: first }, entry: null };
    }
    const entry = {
      serial: payload.serial,
      slot: verdict.slot,
      at: Math.floor(at.getTime() / 1000),
      gate: scan.gate,
    };
    return { answer: { ...known, result }, entry };
  }

  /** An entry the server allowed counts on this phone too, should the network go a moment later. */
  private async remember(scan: Scan, answer: Answer): Promise<void> {
    if (answer.result !== "admitted") return;
    this.cameSince += scan.direction === "in" ? 1 : -1;
    const payload = scan.code === undefined ? undefined : readCode(scan.code)?.payload;
    if (payload === undefined || this.list === null || scan.direction === "out") return;
    const { slot } = judge(payload, this.list, scan.gate, scan.direction, new Date(scan.scanned_at));
    if (slot === null) return;
    const entry = { serial: payload.serial, slot, at: Math.floor(Date.now() / 1000), gate: scan.gate };
    await this.store.keepEntry(entry);
    this.entries.add(entry.serial, entry.slot, entry.at, entry.gate);
  }

  async walk(people: 1 | -1): Promise<void> {
    const scannedAt = new Date().toISOString();
    const walkIn = { scan_id: crypto.randomUUID(), gate: this.device.gate, scanned_at: scannedAt, people };
    await this.store.keepWalkIn(walkIn);
    this.cameSince += people;
    void this.sync();
  }

  /** Sends what waits and fetches a newer list. One at a time, whoever asks. */
  async sync(): Promise<void> {
    this.sending ??= this.exchange().finally(() => {
      this.sending = null;
    });
    await this.sending;
  }

  private async exchange(): Promise<void> {
    try {
      await this.sendWaiting();
      if (!this.revoked) await this.fetchList();
      this.online = true;
    } catch (error) {
      if (error instanceof server.Refusal) this.noteRefusal(error);
      else if (error instanceof server.NoNetwork) this.online = false;
      else throw error;
    }
  }

  private async sendWaiting(): Promise<void> {
    for (;;) {
      const scans = await this.store.waitingScans(MOST_IN_A_BATCH);
      if (scans.length === 0) break;
      const rows = await server.sendBatch(this.device, scans, (await this.store.countWaiting()) - scans.length);
      // Every row has its answer, also one the server can never take: nothing is sent twice for ever.
      await this.store.forgetScans(rows.map((row) => scans[row.row]?.scan_id ?? ""));
    }
    for (const walkIn of await this.store.waitingWalkIns()) {
      await server.sendWalkIn(this.device, walkIn);
      await this.store.forgetWalkIn(walkIn.scan_id);
    }
  }

  private async fetchList(): Promise<void> {
    const made = this.list?.made_at;
    const since = made === undefined ? null : new Date(Date.parse(made) - OVERLAP_MS).toISOString();
    await this.store.keepPackage(await server.fetchPackage(this.device, since, await this.store.countWaiting()));
    await this.readList();
  }

  private async readList(): Promise<void> {
    const list = await this.store.gatePackage();
    const names = new Map((list?.gates ?? []).map((gate) => [gate.id, gate.name]));
    const entries = new Entries(names);
    for (const entry of await this.store.entries()) entries.add(entry.serial, entry.slot, entry.at, entry.gate);
    this.list = list;
    this.entries = entries;
    this.cameSince = 0;
  }
}
