/** Saving: what it would change is shown first; whoever was faster is told of; nothing drawn is lost on the way. */
import type { Drafts } from "./draft";
import type { History } from "./history";
import { fingerprint, fromWire, noteSaved, toWire } from "./model";
import { ask, type Problem, type Saved } from "./server";
import { clock, say } from "./words";

interface Choice {
  text: string;
  primary?: boolean;
  act: () => void;
}

const MOST_NAMED = 30;

export class Saving {
  private readonly editor = document.getElementById("plan-editor");
  private readonly dialog = document.getElementById("dialog-save") as HTMLDialogElement;
  private readonly state = document.getElementById("plan-state");
  private savedAs: string;
  /** The plan last compared with the saved one: comparing takes a while with a thousand booths. */
  private compared: History["plan"] | null = null;
  private keptAt: Date | null = null;
  private busy = false;

  constructor(
    private readonly history: History,
    private readonly drafts: Drafts,
    private revision: number,
    private readonly said: (text: string) => void,
  ) {
    this.savedAs = fingerprint(history.plan);
  }

  goOnFrom(revision: number): void {
    this.revision = revision;
  }

  get isSaved(): boolean {
    return fingerprint(this.history.plan) === this.savedAs;
  }

  keepDraft(): void {
    this.compared = this.history.plan;
    if (this.isSaved) {
      if (this.keptAt !== null) this.drafts.drop();
      this.keptAt = null;
    } else {
      const now = new Date();
      const kept = this.drafts.keep({ plan: toWire(this.history.plan, this.revision), revision: this.revision, at: now.getTime() });
      this.keptAt = kept ? now : null;
    }
    this.show();
  }

  show(): void {
    if (this.state === null) return;
    // Between a step and the moment its draft is kept, the last answer stands.
    if (this.compared !== null && this.compared !== this.history.plan) return;
    const saved = this.isSaved;
    const kept = this.keptAt;
    this.state.textContent = saved ? say("stateSaved", { revision: this.revision }) : kept === null ? say("stateUnsaved") : say("stateKept", { time: clock(kept) });
    this.state.dataset["saved"] = String(saved);
  }

  async save(): Promise<void> {
    if (this.busy) return;
    if (this.isSaved) {
      this.said(say("nothingToSave"));
      return;
    }
    await this.working(async () => {
      const answer = await ask(`${this.address}/preview`, this.wire());
      if (answer.kind === "lost") this.tellLost();
      else if (answer.kind === "refused") this.tellRefused(answer.problem);
      else if (answer.saved.touched.length > 0 || answer.saved.removed > 0) this.askFirst(answer.saved);
      else await this.send();
    });
  }

  private get address(): string {
    return this.editor?.dataset["address"] ?? "";
  }

  private wire() {
    return toWire(this.history.plan, this.revision);
  }

  private async working(work: () => Promise<void>): Promise<void> {
    const button = document.getElementById("plan-save");
    this.busy = true;
    button?.setAttribute("aria-busy", "true");
    this.said(say("saving"));
    try {
      await work();
    } finally {
      this.busy = false;
      button?.removeAttribute("aria-busy");
    }
  }

  private async send(): Promise<void> {
    const sent = this.history.plan;
    const answer = await ask(this.address, this.wire());
    if (answer.kind === "lost") this.tellLost();
    else if (answer.kind === "saved") this.isNow(answer.saved.revision, sent);
    else if (answer.problem.code === "stale_revision") this.tellFaster(answer.problem);
    else this.tellRefused(answer.problem);
  }

  private isNow(revision: number, sent: History["plan"]): void {
    this.revision = revision;
    this.savedAs = fingerprint(sent);
    noteSaved(sent);
    this.keepDraft();
    if (this.isSaved) this.drafts.drop();
    this.said(say("saved", { revision }));
  }

  private askFirst(change: Saved): void {
    const names = change.touched.slice(0, MOST_NAMED).map((each) => `${each.booth} ${each.producer}`);
    this.talk(
      say("changeTitle"),
      [say("changeCounts", { added: change.added, changed: change.changed, removed: change.removed }), ...(names.length > 0 ? [say("changeTouches")] : [])],
      names,
      [
        {
          text: say("saveNow"),
          primary: true,
          act: () => {
            void this.working(() => this.send());
          },
        },
        { text: say("goOnDrawing"), act: () => undefined },
      ],
    );
  }

  private tellRefused(problem: Problem): void {
    const sentences = Object.values(problem.errors ?? {}).flatMap((some) => some.map((each) => each.detail));
    const texts = problem.code === "sign_in_required" ? [say("signedOut")] : [problem.detail];
    this.talk(say("refusedTitle"), texts, sentences.slice(0, MOST_NAMED), [
      { text: say("goOnDrawing"), primary: true, act: () => undefined },
    ]);
  }

  private tellLost(): void {
    this.keepDraft();
    this.talk(say("lostTitle"), [say("lostText")], [], [
      {
        text: say("tryAgain"),
        primary: true,
        act: () => {
          void this.save();
        },
      },
      { text: say("goOnDrawing"), act: () => undefined },
    ]);
  }

  /** Somebody saved meanwhile: or it was this very plan, and only the answer was lost. */
  private tellFaster(problem: Problem): void {
    const { current, revision } = problem;
    if (current === undefined || revision === undefined) {
      this.tellRefused(problem);
      return;
    }
    const theirs = fromWire(current);
    if (fingerprint(theirs) === fingerprint(this.history.plan)) {
      this.isNow(revision, this.history.plan);
      return;
    }
    this.talk(say("fasterTitle"), [say("fasterText", { revision })], [], [
      {
        text: say("loadTheirs"),
        primary: true,
        act: () => {
          this.revision = revision;
          this.savedAs = fingerprint(theirs);
          this.history.take(theirs, new Set());
          this.said(say("theirsLoaded"));
        },
      },
      {
        text: say("keepMine"),
        act: () => {
          this.revision = revision;
          void this.save();
        },
      },
      { text: say("goOnDrawing"), act: () => undefined },
    ]);
  }

  private talk(title: string, texts: readonly string[], list: readonly string[], choices: readonly Choice[]): void {
    const head = this.dialog.querySelector("h2");
    if (head !== null) head.textContent = title;
    this.dialog.querySelector(".texts")?.replaceChildren(...texts.map((text) => line("p", text)));
    this.dialog.querySelector("ul")?.replaceChildren(...list.map((text) => line("li", text)));
    this.dialog.querySelector(".form-actions")?.replaceChildren(
      ...choices.map((choice) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = choice.primary === true ? "btn btn-primary" : "btn";
        button.textContent = choice.text;
        button.addEventListener("click", () => {
          this.dialog.close();
          choice.act();
        });
        return button;
      }),
    );
    if (!this.dialog.open) this.dialog.showModal();
    this.said([title, ...texts].join(" "));
  }
}

function line(tag: "p" | "li", text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
