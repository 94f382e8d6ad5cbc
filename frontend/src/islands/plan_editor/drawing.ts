/** The parts of a hall as SVG: what they look like, what they are called, and in which order Tab reaches them. */
import { faultsOf } from "./geometry";
import type { History } from "./history";
import type { Booth, Box, Part } from "./model";
import { metres } from "./model";
import { make, set } from "./svg";
import { say, start } from "./words";

interface Drawn {
  part: Part;
  mark: string;
  group: SVGGElement;
}

export class Drawing {
  private readonly drawn = new Map<number, Drawn>();

  constructor(
    private readonly layer: SVGGElement,
    private readonly history: History,
  ) {}

  /** Draws what has changed since the last time, and nothing else. */
  render(parts: readonly Part[]): void {
    const { plan, chosen: keys } = this.history;
    const present = new Set(parts.map((part) => part.key));
    let fresh = false;
    for (const [key, each] of this.drawn) {
      if (present.has(key)) continue;
      each.group.remove();
      this.drawn.delete(key);
    }
    const faulty = new Set(faultsOf(plan).flatMap((fault) => fault.keys));
    for (const part of parts) {
      const mark = `${keys.has(part.key) ? "chosen" : ""} ${faulty.has(part.key) ? "fault" : ""} ${this.toneOf(part)}`;
      const before = this.drawn.get(part.key);
      if (before?.part === part && before.mark === mark) continue;
      if (before === undefined) fresh = true;
      this.drawPart(part, mark, before);
    }
    if (fresh) this.order(parts);
  }

  partOf(key: number): Part | null {
    return this.drawn.get(key)?.part ?? null;
  }

  groupOf(key: number): SVGGElement | undefined {
    return this.drawn.get(key)?.group;
  }

  /** Shows parts where a drag has them, and the faults they would have there. */
  showMoved(moved: ReadonlyMap<number, Box>): void {
    const faulty = new Set(faultsOf(this.history.plan, moved).flatMap((fault) => fault.keys));
    for (const [key, box] of moved) {
      const each = this.drawn.get(key);
      if (each === undefined) continue;
      this.place(each.group, each.part, box);
    }
    for (const [key, each] of this.drawn) each.group.classList.toggle("fault", faulty.has(key));
  }

  private toneOf(part: Part): string {
    if (part.type === "fixture") return part.kind;
    const zone = this.history.plan.zones.find((each) => each.key === part.zone);
    return `${zone?.tone ?? 0} ${zone?.vi ?? ""} ${part.code in start.holders ? "held" : ""}`;
  }

  private drawPart(part: Part, mark: string, before: Drawn | undefined): void {
    const group = before?.group ?? make("g", { tabindex: 0, role: "button" }, this.layer);
    group.dataset["key"] = String(part.key);
    group.setAttribute("class", `plan-part plan-${part.type} ${mark.includes("chosen") ? "chosen" : ""} ${mark.includes("fault") ? "fault" : ""}`);
    group.setAttribute("aria-pressed", String(mark.includes("chosen")));
    group.setAttribute("aria-label", this.describe(part, mark.includes("fault")));
    // Shapes stay the same elements: one of them may be under a pointer that has just gone down.
    const rect = group.querySelector("rect") ?? make("rect", { rx: 12 }, group);
    const text = group.querySelector("text") ?? make("text", {}, group);
    if (part.type === "booth") {
      rect.setAttribute("class", `booth booth-tone-${this.tone(part)}`);
      text.textContent = part.code;
    } else {
      rect.setAttribute("class", `fixture fixture-${part.kind}`);
      text.textContent = part.vi || (start.kinds[part.kind] ?? part.kind);
    }
    for (const sign of group.querySelectorAll("circle, path")) sign.remove();
    if (mark.includes("held")) make("circle", { class: "held", r: 22 }, group);
    if (mark.includes("fault")) make("path", { class: "fault-mark" }, group);
    this.drawn.set(part.key, { part, mark, group });
    this.place(group, part, part);
  }

  private tone(booth: Booth): number {
    return this.history.plan.zones.find((zone) => zone.key === booth.zone)?.tone ?? 0;
  }

  /** Puts the shapes of a part where a box is; the same for a step taken and for a drag under way. */
  private place(group: SVGGElement, part: Part, box: Box): void {
    group.setAttribute("transform", `translate(${box.x} ${box.y})`);
    for (const shape of group.children) {
      if (shape instanceof SVGRectElement) set(shape, { width: box.width, height: box.height });
      else if (shape instanceof SVGTextElement) {
        const length = Math.max(shape.textContent.length, 2);
        const size = Math.min(box.height * (part.type === "booth" ? 0.3 : 0.5), (box.width * 1.25) / length, 120);
        set(shape, { x: box.width / 2, y: box.height / 2, "font-size": size });
      } else if (shape instanceof SVGCircleElement) set(shape, { cx: box.width - 45, cy: 45 });
      else if (shape instanceof SVGPathElement) set(shape, { d: `M0 0L${box.width} ${box.height}M${box.width} 0L0 ${box.height}` });
    }
  }

  private describe(part: Part, faulty: boolean): string {
    const facts = { width: metres(part.width), height: metres(part.height), x: metres(part.x), y: metres(part.y) };
    const zone = part.type === "booth" ? this.history.plan.zones.find((each) => each.key === part.zone) : undefined;
    const name =
      part.type === "booth" ? say("boothAt", { code: part.code, ...facts }) : say("fixtureAt", { kind: start.kinds[part.kind] ?? part.kind, ...facts });
    const holder = part.type === "booth" ? start.holders[part.code] : undefined;
    return [name, zone?.vi, holder, faulty ? say("faulty") : undefined].filter((text) => text !== undefined).join(", ");
  }

  /** Tab goes through the hall as one reads it: row by row. */
  private order(parts: readonly Part[]): void {
    const rank = (part: Part): number => (part.type === "fixture" ? -1e9 : 0) + Math.round(part.y / 50) * 1e5 + part.x;
    for (const part of [...parts].sort((one, other) => rank(one) - rank(other))) {
      const group = this.drawn.get(part.key)?.group;
      if (group !== undefined) this.layer.append(group);
    }
  }
}
