/** The plan, what is chosen in it, and the way back: every step keeps the whole value, and values share their parts. */
import type { Step } from "./actions";
import type { Plan } from "./model";

const MOST_STEPS = 300;

export class History {
  private past: Step[] = [];
  private future: Step[] = [];
  private readonly listeners: (() => void)[] = [];
  hall: number;

  constructor(private now: Step) {
    this.hall = now.plan.halls[0]?.key ?? 0;
  }

  get plan(): Plan {
    return this.now.plan;
  }

  get chosen(): ReadonlySet<number> {
    return this.now.chosen;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** A step that can be undone. */
  take(plan: Plan, chosen: ReadonlySet<number> = this.now.chosen): void {
    this.past = [...this.past.slice(-MOST_STEPS), this.now];
    this.future = [];
    this.show({ plan, chosen });
  }

  /** Another choice is no step. */
  choose(keys: Iterable<number>): void {
    this.show({ plan: this.now.plan, chosen: new Set(keys) });
  }

  /** The same plan as the server now knows it, which is no step either. */
  replace(plan: Plan): void {
    this.show({ plan, chosen: this.now.chosen });
  }

  openHall(hall: number): void {
    this.hall = hall;
    this.choose([]);
  }

  undo(): boolean {
    const before = this.past.pop();
    if (before === undefined) return false;
    this.future.push(this.now);
    this.show(before);
    return true;
  }

  redo(): boolean {
    const after = this.future.pop();
    if (after === undefined) return false;
    this.past.push(this.now);
    this.show(after);
    return true;
  }

  private show(step: Step): void {
    const known = new Set(step.plan.parts.map((part) => part.key));
    this.now = { plan: step.plan, chosen: new Set([...step.chosen].filter((key) => known.has(key))) };
    if (!step.plan.halls.some((hall) => hall.key === this.hall)) this.hall = step.plan.halls[0]?.key ?? 0;
    for (const listener of this.listeners) listener();
  }
}
