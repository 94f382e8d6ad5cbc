/** Draws a fair's plan by hand: by pointer, by touch, or by keys alone. What the service would refuse is said at once. */
import type { Step } from "./plan_editor/actions";
import * as actions from "./plan_editor/actions";
import { Canvas } from "./plan_editor/canvas";
import { Dialogs } from "./plan_editor/dialogs";
import { Drafts } from "./plan_editor/draft";
import { tellFaults } from "./plan_editor/faults";
import { faultsOf, type Fault } from "./plan_editor/geometry";
import { History } from "./plan_editor/history";
import { Keyboard } from "./plan_editor/keyboard";
import { boothsOf, chosen, fingerprint, fromWire, hallOf, metres, withParts, type Booth } from "./plan_editor/model";
import { find } from "./plan_editor/page";
import { Panel } from "./plan_editor/panel";
import { Saving } from "./plan_editor/saving";
import type { Tool } from "./plan_editor/stage";
import { clock, say, start } from "./plan_editor/words";

const DRAFT_MS = 400;

class Editor {
  private readonly history = new History({ plan: fromWire(start.plan), chosen: new Set() });
  private readonly drafts = new Drafts(start.fair);
  private readonly canvas: Canvas;
  private readonly panel: Panel;
  private readonly saving: Saving;
  private readonly dialogs: Dialogs;
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
    this.dialogs = new Dialogs(
      this.history,
      (text) => {
        this.say(text);
      },
      () => {
        this.backToStage();
      },
    );
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
    tellFaults(faultsOf(this.history.plan), (fault) => {
      this.goTo(fault);
    });
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

  private goTo(fault: Fault): void {
    const [key] = fault.keys;
    const part = this.history.plan.parts.find((each) => each.key === key);
    if (part === undefined) return;
    if (part.hall !== this.history.hall) this.history.openHall(part.hall);
    this.history.choose(fault.keys);
    this.canvas.focusPart(part.key);
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

  /** What buttons and keys do, by name. */
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
      this.dialogs.open("#dialog-repeat");
    },
    number: () => {
      this.dialogs.open("#dialog-number");
    },
    help: () => {
      this.dialogs.open("#dialog-help");
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
    new Keyboard(this.stage, this.history, this.canvas, {
      run: (command) => {
        this.commands[command]?.();
      },
      said: (text) => {
        this.say(text);
      },
      sayWhere: () => {
        this.sayWhere();
      },
      backToStage: () => {
        this.backToStage();
      },
    });
  }

  private backToStage(): void {
    const [first] = this.history.chosen;
    if (first === undefined) this.stage.focus();
    else this.canvas.focusPart(first);
  }
}

new Editor();
