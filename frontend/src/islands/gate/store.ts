/** What the phone keeps: its key, the gate package, entries, and what waits to be sent. All in IndexedDB. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import type { Device, GatePackage, Scan, WalkIn } from "./types";

interface Kept extends DBSchema {
  facts: { key: string; value: unknown };
  entries: { key: string; value: { serial: number; slot: number; at: number; gate: number } };
  waiting: { key: string; value: Scan };
  walking: { key: string; value: WalkIn };
}

export class Store {
  private constructor(private readonly db: IDBPDatabase<Kept>) {}

  static async open(): Promise<Store> {
    const db = await openDB<Kept>("events-gate", 1, {
      upgrade(made) {
        made.createObjectStore("facts");
        made.createObjectStore("entries");
        made.createObjectStore("waiting", { keyPath: "scan_id" });
        made.createObjectStore("walking", { keyPath: "scan_id" });
      },
    });
    return new Store(db);
  }

  async device(): Promise<Device | null> {
    return ((await this.db.get("facts", "device")) as Device | undefined) ?? null;
  }

  /** A phone paired anew belongs to the new fair; what it still holds for the old one is kept. */
  async pair(device: Device): Promise<void> {
    const change = this.db.transaction(["facts", "entries"], "readwrite");
    await change.objectStore("facts").delete("package");
    await change.objectStore("entries").clear();
    await change.objectStore("facts").put(device, "device");
    await change.done;
  }

  async keepDevice(device: Device): Promise<void> {
    await this.db.put("facts", device, "device");
  }

  async gatePackage(): Promise<GatePackage | null> {
    return ((await this.db.get("facts", "package")) as GatePackage | undefined) ?? null;
  }

  /** Keeps a package; its entries go into their own store, whole or as what came since. */
  async keepPackage(list: GatePackage): Promise<void> {
    const change = this.db.transaction(["facts", "entries"], "readwrite");
    const entries = change.objectStore("entries");
    if (list.since === null) await entries.clear();
    for (const [serial, slot, at, gate] of list.entries) {
      void entries.put({ serial, slot, at, gate }, `${serial}:${slot}`);
    }
    await change.objectStore("facts").put({ ...list, entries: [] }, "package");
    await change.done;
  }

  async entries(): Promise<{ serial: number; slot: number; at: number; gate: number }[]> {
    return this.db.getAll("entries");
  }

  /** A scan and, when the phone let somebody in, the entry it took: both or neither. */
  async keepScan(scan: Scan, entry?: { serial: number; slot: number; at: number; gate: number }): Promise<void> {
    const change = this.db.transaction(["waiting", "entries"], "readwrite", { durability: "strict" });
    await change.objectStore("waiting").put(scan);
    if (entry !== undefined) await change.objectStore("entries").put(entry, `${entry.serial}:${entry.slot}`);
    await change.done;
  }

  async keepEntry(entry: { serial: number; slot: number; at: number; gate: number }): Promise<void> {
    await this.db.put("entries", entry, `${entry.serial}:${entry.slot}`);
  }

  async forgetScans(ids: string[]): Promise<void> {
    const change = this.db.transaction("waiting", "readwrite");
    await Promise.all(ids.map((id) => change.store.delete(id)));
    await change.done;
  }

  async waitingScans(most: number): Promise<Scan[]> {
    return this.db.getAll("waiting", null, most);
  }

  async countWaiting(): Promise<number> {
    return (await this.db.count("waiting")) + (await this.db.count("walking"));
  }

  async keepWalkIn(walkIn: WalkIn): Promise<void> {
    await this.db.put("walking", walkIn);
  }

  async waitingWalkIns(): Promise<WalkIn[]> {
    return this.db.getAll("walking");
  }

  async forgetWalkIn(id: string): Promise<void> {
    await this.db.delete("walking", id);
  }
}
