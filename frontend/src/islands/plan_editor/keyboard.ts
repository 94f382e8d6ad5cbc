/** The keys: everything that can be done to a plan without a pointer. */
import * as actions from "./actions";
import type { Canvas } from "./canvas";
import { neighbour } from "./geometry";
import type { History } from "./history";
import { partsIn } from "./model";
import { say } from "./words";

const PAN_STEP = 80;
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

export interface Wishes {
  /** Does what the button of this name does. */
  run: (command: string) => void;
  said: (text: string) => void;
  /** Says where the chosen part lies now. */
  sayWhere: () => void;
  backToStage: () => void;
}

export class Keyboard {
  constructor(
    private readonly box: HTMLElement,
    private readonly history: History,
    private readonly canvas: Canvas,
    private readonly wishes: Wishes,
  ) {
    box.addEventListener("keydown", (event) => {
      if (this.onStageKey(event)) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      if (this.onKey(event)) event.preventDefault();
    });
  }

  /** Keys that work everywhere on the page but inside a field. */
  private onKey(event: KeyboardEvent): boolean {
    if (document.querySelector("dialog[open]") !== null) return false;
    // The list of a select is open: its own keys come first.
    if (event.target instanceof HTMLOptionElement) return false;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (control && key === "s") return this.run("save");
    if (event.key === "Escape" && typing) {
      this.wishes.backToStage();
      return true;
    }
    if (typing) return false;
    if (control && key === "z") return this.run(event.shiftKey ? "redo" : "undo");
    if (control && key === "y") return this.run("redo");
    if (event.key === "?") return this.run("help");
    return false;
  }

  /** Keys while the drawing or a part of it has the focus. */
  private onStageKey(event: KeyboardEvent): boolean {
    const control = event.ctrlKey || event.metaKey;
    const key = event.key;
    if (key.startsWith("Arrow")) return this.onArrow(key, control, event.shiftKey);
    if (control) {
      if (key.toLowerCase() === "d") return this.run("duplicate");
      if (key.toLowerCase() === "a") return this.run("all");
      return false;
    }
    switch (key) {
      case "Delete":
      case "Backspace":
        return this.run("remove");
      case "Enter":
      case "F2":
        return this.run("panel");
      case "Escape":
        this.history.choose([]);
        this.box.focus();
        this.wishes.said(say("chosenNone"));
        return true;
      case "+":
      case "=":
        return this.run("closer");
      case "-":
        return this.run("farther");
      case "0":
        return this.run("fit");
      case "n":
        return this.run("booth");
      case "N":
        return this.run("number");
      case "r":
        return this.run("row");
      case "D":
        return this.run("repeat");
      default:
        return false;
    }
  }

  private run(command: string): boolean {
    this.wishes.run(command);
    return true;
  }

  private onArrow(key: string, control: boolean, shift: boolean): boolean {
    const [across, down] = ARROWS[key] ?? [0, 0];
    const { plan, chosen: keys } = this.history;
    const focused = this.canvas.focusedPart();
    if (control) {
      const parts = partsIn(plan, this.history.hall);
      const next = focused === null ? parts[0] : neighbour(parts.filter((part) => part !== focused), focused, key);
      if (next === null || next === undefined) return true;
      this.history.choose(shift ? [...keys, next.key] : [next.key]);
      this.canvas.focusPart(next.key);
      if (shift) this.wishes.said(say("chosen", { count: this.history.chosen.size }));
      return true;
    }
    if (keys.size === 0) {
      this.canvas.panBy(-across * PAN_STEP, -down * PAN_STEP);
      return true;
    }
    const { grid } = this.canvas;
    this.history.take((shift ? actions.resize : actions.move)(plan, keys, across * grid, down * grid));
    this.wishes.sayWhere();
    return true;
  }
}
