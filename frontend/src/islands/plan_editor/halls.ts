/** The halls of the plan: their names and sizes as typed, one more, one less. */
import type { History } from "./history";
import { hallOf, newKey, partsIn, readLength } from "./model";
import { say } from "./words";

const LEAST_HALL = 100;
const MOST_HALL = 100_000;

export class Halls {
  constructor(
    root: HTMLElement,
    private readonly history: History,
    private readonly said: (text: string) => void,
  ) {
    root.querySelector("#hall-add")?.addEventListener("click", () => {
      this.add();
    });
    root.querySelector("#hall-remove")?.addEventListener("click", () => {
      this.remove();
    });
  }

  /** Takes over what was typed about the open hall; gives the sentence that says why not. */
  take(name: string, value: string): string {
    const { plan, hall: key } = this.history;
    let change: Record<string, string | number>;
    if (name === "hall_width" || name === "hall_height") {
      const length = readLength(value);
      if (length === null || length < LEAST_HALL || length > MOST_HALL) return say("hallSize");
      change = { [name === "hall_width" ? "width" : "height"]: length };
    } else if (name === "hall_code") {
      const code = value.trim().normalize("NFC");
      if (code === "" || code.length > 12) return say("codeForm", { code });
      if (plan.halls.some((hall) => hall.code === code && hall.key !== key)) return say("hallTwice", { code });
      change = { code };
    } else change = { [name === "hall_vi" ? "vi" : "en"]: value.trim() };
    this.history.take({ ...plan, halls: plan.halls.map((hall) => (hall.key === key ? { ...hall, ...change } : hall)) });
    return "";
  }

  private add(): void {
    const { plan } = this.history;
    const codes = new Set(plan.halls.map((hall) => hall.code));
    const code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("").find((letter) => !codes.has(letter)) ?? `H${plan.halls.length + 1}`;
    const hall = { key: newKey(), code, vi: say("hallName", { code }), en: say("hallNameEnglish", { code }), width: 4000, height: 3000 };
    this.history.take({ ...plan, halls: [...plan.halls, hall] });
    this.history.openHall(hall.key);
    this.said(say("hallAdded", { code }));
  }

  private remove(): void {
    const { plan, hall: key } = this.history;
    const hall = hallOf(plan, key);
    if (plan.halls.length === 1) {
      this.said(say("hallLast"));
      return;
    }
    const parts = partsIn(plan, key).length;
    this.history.take({
      ...plan,
      halls: plan.halls.filter((each) => each.key !== key),
      parts: plan.parts.filter((part) => part.hall !== key),
    });
    this.said(say("hallRemoved", { code: hall.code, count: parts }));
  }
}
