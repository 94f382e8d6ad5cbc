/** The dialogs: repeating and numbering what is chosen, and the list of keys. */
import * as actions from "./actions";
import type { History } from "./history";
import { boothsOf } from "./model";
import { find } from "./page";
import { say } from "./words";

export class Dialogs {
  constructor(
    private readonly history: History,
    private readonly said: (text: string) => void,
    backToStage: () => void,
  ) {
    for (const dialog of document.querySelectorAll<HTMLDialogElement>(".editor-dialog")) {
      dialog.addEventListener("close", () => {
        if (dialog.id !== "dialog-save") backToStage();
      });
      for (const button of dialog.querySelectorAll("[data-close]")) {
        button.addEventListener("click", () => {
          dialog.close();
        });
      }
    }
    this.onForm("#dialog-repeat", (text, number) => {
      const gap = Math.round(Number(text("gap").replace(",", ".")) * 100);
      const count = Math.max(1, Math.min(number("count"), 500));
      if (!Number.isFinite(gap) || gap < 0) return;
      const before = boothsOf(this.history.plan).length;
      const step = actions.repeat(this.history.plan, this.history.chosen, count, gap, text("direction"));
      this.history.take(step.plan, step.chosen);
      this.said(say("repeated", { count: boothsOf(step.plan).length - before, all: step.chosen.size }));
    });
    this.onForm("#dialog-number", (text, number, ticked) => {
      const how = {
        prefix: text("prefix").trim().normalize("NFC"),
        first: number("first"),
        by: number("by") || 1,
        digits: number("digits"),
        direction: text("direction"),
        letters: ticked("letters"),
      };
      this.history.take(actions.renumber(this.history.plan, this.history.chosen, how));
      const codes = boothsOf(this.history.plan).filter((booth) => this.history.chosen.has(booth.key)).map((booth) => booth.code);
      this.said(say("numbered", { count: codes.length, first: codes[0] ?? "", last: codes.at(-1) ?? "" }));
    });
  }

  open(selector: string): void {
    if (selector !== "#dialog-help" && this.history.chosen.size === 0) {
      this.said(say("chooseFirst"));
      return;
    }
    find(selector, HTMLDialogElement).showModal();
  }

  private onForm(
    selector: string,
    take: (text: (name: string) => string, number: (name: string) => number, ticked: (name: string) => boolean) => void,
  ): void {
    const dialog = find(selector, HTMLDialogElement);
    dialog.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const data = new FormData(event.target as HTMLFormElement);
      const text = (name: string): string => {
        const value = data.get(name);
        return typeof value === "string" ? value : "";
      };
      dialog.close();
      take(text, (name) => Number(text(name)), (name) => data.has(name));
    });
  }
}
