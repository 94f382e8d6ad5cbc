/** What is drawn and not saved yet, kept by the browser: a closed tab or a lost network loses nothing. */
import type { WirePlan } from "./model";

export interface Draft {
  plan: WirePlan;
  revision: number;
  at: number;
}

export class Drafts {
  private readonly name: string;

  constructor(fair: number) {
    this.name = `plan-draft:${fair}`;
  }

  read(): Draft | null {
    try {
      return JSON.parse(localStorage.getItem(this.name) ?? "null") as Draft | null;
    } catch {
      return null;
    }
  }

  /** False when the browser keeps nothing (private window, storage full). */
  keep(draft: Draft): boolean {
    try {
      localStorage.setItem(this.name, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  drop(): void {
    try {
      localStorage.removeItem(this.name);
    } catch {
      // Nothing was kept, so nothing is left behind.
    }
  }
}
