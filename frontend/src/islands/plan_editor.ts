/** Draws a fair's plan by hand: by pointer, by touch, or by keys alone. What the service would refuse is said at once. */
import type { Step } from "./plan_editor/actions";
import * as actions from "./plan_editor/actions";
import { Canvas, type Tool } from "./plan_editor/canvas";
import { Drafts } from "./plan_editor/draft";
import { faultsOf, neighbour, type Fault } from "./plan_editor/geometry";
import { History } from "./plan_editor/history";
import { boothsOf, chosen, fingerprint, fromWire, hallOf, metres, partsIn, withParts, type Booth } from "./plan_editor/model";
import { Panel } from "./plan_editor/panel";
import { Saving } from "./plan_editor/saving";
import { clock, say, start } from "./plan_editor/words";

const DRAFT_MS = 400;
const PAN_STEP = 80;
const FAULTS_SHOWN = 12;
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

function find<E extends Element>(selector: string, kind: abstract new () => E): E {
  const element = document.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`The page has no ${selector}`);
}

class Editor {
  private readonly history = new History({ plan: fromWire(start.plan), chosen: new Set() });
  private readonly drafts = new Drafts(start.fair);
  private readonly canvas: Canvas;
  private readonly panel: Panel;
  private readonly saving: Saving;
  private readonly stage = find("#plan-stage", HTMLElement);
  private readonly live = find("#plan-said", HTMLElement);
  private draftTimer: ReturnType<typeof setTimeout> | null = null;

  constructor() {
    this.canvas = new Canvas(this.stage, this.history, {
      draw: (box) => {
        this.add("booth", box);
        this.setTool("select");
      },
      said: (text) => {
        this.say(text);
      },
      placed: (boxes) => {
        const keys = new Set(boxes.keys());
        this.history.take(withParts(this.history.plan, keys, (part) => ({ ...part, ...boxes.get(part.key) })));
        this.sayWhere();
      },
    });
    this.panel = new Panel(find("#plan-panel", HTMLElement), this.history, (text) => {
      this.say(text);
    });
    this.saving = new Saving(this.history, this.drafts, start.plan.revision, (text) => {
      this.say(text);
    });
    this.takeUpDraft();
    this.history.onChange(() => {
      this.render();
    });
    this.listen();
    this.render();
    this.canvas.fit();
    document.documentElement.dataset["editor"] = "ready";
  }

  private takeUpDraft(): void {
    const draft = this.drafts.read();
    if (draft === null) return;
    const plan = fromWire(draft.plan, false);
    if (fingerprint(plan) === fingerprint(this.history.plan)) {
      this.drafts.drop();
      return;
    }
    const standing = this.history.plan;
    this.history.take(plan, new Set());
    this.saving.goOnFrom(draft.revision);
    const banner = find("#plan-draft", HTMLElement);
    banner.hidden = false;
    find("#plan-draft-text", HTMLElement).textContent = say("draftBack", { time: clock(new Date(draft.at)) });
    find("#plan-draft-drop", HTMLButtonElement).addEventListener("click", () => {
      this.history.take(standing, new Set());
      this.saving.goOnFrom(start.plan.revision);
      this.drafts.drop();
      banner.hidden = true;
      this.say(say("draftDropped"));
    });
  }

  private say(text: string): void {
    this.live.textContent = text;
  }

  private sayWhere(): void {
    const [only] = chosen(this.history.plan, this.history.chosen);
    if (only === undefined) return;
    const name = only.type === "booth" ? only.code : (start.kinds[only.kind] ?? only.kind);
    const facts = { x: metres(only.x), y: metres(only.y), width: metres(only.width), height: metres(only.height) };
    const fault = faultsOf(this.history.plan).find((each) => each.keys.some((key) => this.history.chosen.has(key)));
    this.say([say("where", { name, ...facts }), fault?.text ?? ""].join(" ").trim());
  }

  private render(): void {
    this.canvas.render();
    this.panel.render();
    this.tellFaults(faultsOf(this.history.plan));
    find("#plan-undo", HTMLButtonElement).disabled = !this.history.canUndo;
    find("#plan-redo", HTMLButtonElement).disabled = !this.history.canRedo;
    const none = this.history.chosen.size === 0;
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-needs-choice]")) button.disabled = none;
    find("#plan-count", HTMLElement).textContent = say("count", { count: boothsOf(this.history.plan).length });
    this.saving.show();
    if (this.draftTimer !== null) clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => {
      this.saving.keepDraft();
    }, DRAFT_MS);
  }

  private tellFaults(faults: readonly Fault[]): void {
    const box = find("#plan-faults", HTMLElement);
    box.hidden = faults.length === 0;
    const title = box.querySelector("h2");
    if (title !== null) title.textContent = say("faults", { count: faults.length });
    box.querySelector("ul")?.replaceChildren(
      ...faults.slice(0, FAULTS_SHOWN).map((fault) => {
        const line = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "link";
        button.textContent = fault.text;
        button.addEventListener("click", () => {
          const [key] = fault.keys;
          const part = this.history.plan.parts.find((each) => each.key === key);
          if (part === undefined) return;
          if (part.hall !== this.history.hall) this.history.openHall(part.hall);
          this.history.choose(fault.keys);
          this.canvas.focusPart(part.key);
        });
        line.append(button);
        return line;
      }),
    );
  }

  private step(step: Step | null, said: string, missing = ""): void {
    if (step === null) {
      this.say(missing);
      return;
    }
    this.history.take(step.plan, step.chosen);
    const [first] = step.chosen;
    if (first !== undefined) this.canvas.focusPart(first);
    this.say(said);
  }

  private get hall() {
    return hallOf(this.history.plan, this.history.hall);
  }

  private add(kind: string, box: Parameters<typeof actions.addBooth>[2]): void {
    const { plan } = this.history;
    if (kind !== "booth") {
      const step = actions.addFixture(plan, this.hall, kind, box, this.canvas.grid);
      this.step(step, say("added", { name: start.kinds[kind] ?? kind }));
      return;
    }
    const like = boothsOf(plan, this.history.hall).at(-1);
    const step = actions.addBooth(plan, this.hall, box, like, this.canvas.grid);
    const code = step?.plan.parts.at(-1) as Booth | undefined;
    this.step(step, say("added", { name: code?.code ?? "" }), say("noRoom"));
  }

  private setTool(tool: Tool): void {
    this.canvas.setTool(tool);
    for (const button of document.querySelectorAll<HTMLElement>("[data-tool]")) {
      if (button.id !== "plan-stage") button.setAttribute("aria-pressed", String(button.dataset["tool"] === tool));
    }
  }

  // Buttons, keys, dialogs.

  private readonly commands: Record<string, () => void> = {
    undo: () => {
      this.say(this.history.undo() ? say("undone") : say("nothingToUndo"));
    },
    redo: () => {
      this.say(this.history.redo() ? say("redone") : say("nothingToRedo"));
    },
    booth: () => {
      this.add("booth", null);
    },
    duplicate: () => {
      if (this.history.chosen.size === 0) return;
      const step = actions.duplicate(this.history.plan, this.history.chosen, this.hall);
      this.step(step, say("duplicated", { count: step.chosen.size }));
    },
    remove: () => {
      const count = this.history.chosen.size;
      if (count === 0) return;
      this.history.take(actions.remove(this.history.plan, this.history.chosen), new Set());
      this.stage.focus();
      this.say(say("removed", { count }));
    },
    row: () => {
      const part = this.canvas.focusedPart() ?? chosen(this.history.plan, this.history.chosen)[0];
      if (part?.type !== "booth") return;
      const row = actions.rowOf(this.history.plan, part);
      this.history.choose(row.map((booth) => booth.key));
      this.say(say("chosen", { count: row.length }));
    },
    all: () => {
      const booths = boothsOf(this.history.plan, this.history.hall);
      this.history.choose(booths.map((booth) => booth.key));
      this.say(say("chosen", { count: booths.length }));
    },
    repeat: () => {
      this.open("#dialog-repeat");
    },
    number: () => {
      this.open("#dialog-number");
    },
    help: () => {
      this.open("#dialog-help");
    },
    save: () => {
      void this.saving.save();
    },
    closer: () => {
      this.canvas.zoomBy(1.3);
    },
    farther: () => {
      this.canvas.zoomBy(1 / 1.3);
    },
    fit: () => {
      this.canvas.fit();
    },
    panel: () => {
      this.panel.focus();
    },
  };

  private listen(): void {
    for (const button of document.querySelectorAll<HTMLElement>("[data-do]")) {
      button.addEventListener("click", () => {
        this.commands[button.dataset["do"] ?? ""]?.();
      });
    }
    for (const button of document.querySelectorAll<HTMLElement>("button[data-tool]")) {
      button.addEventListener("click", () => {
        this.setTool((button.dataset["tool"] ?? "select") as Tool);
      });
    }
    find("#plan-kind", HTMLSelectElement).addEventListener("change", (event) => {
      const select = event.target as HTMLSelectElement;
      if (select.value === "") return;
      this.add(select.value, null);
      select.value = "";
    });
    find("#plan-grid", HTMLSelectElement).addEventListener("change", (event) => {
      this.canvas.grid = Number((event.target as HTMLSelectElement).value);
    });
    find("select[name=open_hall]", HTMLSelectElement).addEventListener("change", (event) => {
      this.history.openHall(Number((event.target as HTMLSelectElement).value));
    });
    this.stage.addEventListener("keydown", (event) => {
      if (this.onStageKey(event)) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      if (this.onKey(event)) event.preventDefault();
    });
    this.listenToDialogs();
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
      this.backToStage();
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
        this.stage.focus();
        this.say(say("chosenNone"));
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
    this.commands[command]?.();
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
      if (shift) this.say(say("chosen", { count: this.history.chosen.size }));
      return true;
    }
    if (keys.size === 0) {
      this.canvas.panBy(-across * PAN_STEP, -down * PAN_STEP);
      return true;
    }
    const { grid } = this.canvas;
    this.history.take((shift ? actions.resize : actions.move)(plan, keys, across * grid, down * grid));
    this.sayWhere();
    return true;
  }

  private backToStage(): void {
    const [first] = this.history.chosen;
    if (first === undefined) this.stage.focus();
    else this.canvas.focusPart(first);
  }

  private open(selector: string): void {
    if (selector !== "#dialog-help" && this.history.chosen.size === 0) {
      this.say(say("chooseFirst"));
      return;
    }
    find(selector, HTMLDialogElement).showModal();
  }

  private listenToDialogs(): void {
    for (const dialog of document.querySelectorAll<HTMLDialogElement>(".editor-dialog")) {
      dialog.addEventListener("close", () => {
        if (dialog.id !== "dialog-save") this.backToStage();
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
      this.say(say("repeated", { count: boothsOf(step.plan).length - before, all: step.chosen.size }));
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
      this.say(say("numbered", { count: codes.length, first: codes[0] ?? "", last: codes.at(-1) ?? "" }));
    });
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

new Editor();
