/** The drawing: one hall as SVG, zoomed and panned by d3-zoom, its parts dragged by interact.js, all of it by keys too. */
import interact from "interactjs";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";

import { boundsOf, faultsOf, Lines, overlap, snap } from "./geometry";
import type { History } from "./history";
import type { Booth, Box, Part } from "./model";
import { chosen, hallOf, metres, partsIn } from "./model";
import { say, start } from "./words";

const SVG = "http://www.w3.org/2000/svg";
const EDGE = 60;
const REACH_PIXELS = 8;
const SETTLE_MS = 160;
const SMALLEST = 10;

export type Tool = "select" | "pan" | "booth";

type Listener = (event: { dx: number; dy: number; clientX: number; clientY: number; shiftKey: boolean }) => void;

interface Drawn {
  part: Part;
  mark: string;
  group: SVGGElement;
}

export interface Wishes {
  /** Somebody drew a booth's box. */
  draw: (box: Box) => void;
  said: (text: string) => void;
  /** Parts lie elsewhere now. */
  placed: (boxes: ReadonlyMap<number, Box>) => void;
}

export class Canvas {
  tool: Tool = "select";
  grid = 50;
  private readonly drawn = new Map<number, Drawn>();
  private readonly svg: SVGSVGElement;
  private readonly ground: SVGRectElement;
  private readonly layer: SVGGElement;
  private readonly over: SVGGElement;
  private readonly behaviour: ZoomBehavior<HTMLElement, unknown>;
  private hall = 0;
  private hallSize = "";
  private base = 0.1;
  private scale = 1;
  private baked = 1;
  private settling: ReturnType<typeof setTimeout> | null = null;
  private moved: Map<number, Box> | null = null;
  private frame = 0;
  private pointing = false;

  constructor(
    private readonly box: HTMLElement,
    private readonly history: History,
    private readonly wishes: Wishes,
  ) {
    this.svg = box.querySelector("svg") ?? this.make("svg", {});
    this.ground = this.make("rect", { class: "hall ground", x: 0, y: 0 }, this.svg);
    this.layer = this.make("g", {}, this.svg);
    this.over = this.make("g", { "pointer-events": "none", "aria-hidden": "true" }, this.svg);
    this.behaviour = zoom<HTMLElement, unknown>()
      .scaleExtent([0.4, 20])
      .filter((event: Event) => this.mayPan(event))
      .on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => {
        this.show(event.transform.x, event.transform.y, event.transform.k);
      });
    select(box).call(this.behaviour).on("dblclick.zoom", null);
    this.listen();
    this.listenToPointer();
    new ResizeObserver(() => {
      if (this.hallSize === "") return;
      this.base = this.fitting();
      this.settle();
    }).observe(box);
  }

  /** Draws what has changed since the last time, and nothing else. */
  render(): void {
    const { plan, chosen: keys } = this.history;
    const hall = hallOf(plan, this.history.hall);
    const size = `${hall.key} ${hall.width} ${hall.height}`;
    const parts = partsIn(plan, hall.key);
    if (size !== this.hallSize) {
      this.hall = hall.key;
      this.hallSize = size;
      this.svg.setAttribute("viewBox", `${-EDGE} ${-EDGE} ${hall.width + 2 * EDGE} ${hall.height + 2 * EDGE}`);
      set(this.ground, { width: hall.width, height: hall.height });
      this.base = this.fitting();
      this.fit();
      this.settle();
    }
    const focused = document.activeElement;
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
    this.drawHandles();
    if (focused !== document.activeElement && focused instanceof SVGGElement) {
      if (focused.isConnected) this.focusQuietly(focused);
      else this.box.focus();
    }
  }

  focusPart(key: number): void {
    const group = this.drawn.get(key)?.group;
    if (group === undefined) return;
    this.focusQuietly(group);
    this.reveal(key);
  }

  focusedPart(): Part | null {
    const key = Number((document.activeElement as HTMLElement | SVGElement | null)?.dataset["key"] ?? NaN);
    return this.drawn.get(key)?.part ?? null;
  }

  zoomBy(factor: number): void {
    select(this.box).call((box) => {
      this.behaviour.scaleBy(box, factor);
    });
  }

  panBy(dx: number, dy: number): void {
    select(this.box).call((box) => {
      this.behaviour.translateBy(box, dx / this.scale, dy / this.scale);
    });
  }

  fit(): void {
    const hall = hallOf(this.history.plan, this.history.hall);
    const width = (hall.width + 2 * EDGE) * this.base;
    const height = (hall.height + 2 * EDGE) * this.base;
    const x = (this.box.clientWidth - width) / 2;
    const y = (this.box.clientHeight - height) / 2;
    select(this.box).call((box) => {
      this.behaviour.transform(box, zoomIdentity.translate(x, y));
    });
  }

  /** Where on the floor a point of the window lies. */
  floor(clientX: number, clientY: number): { x: number; y: number } {
    const seen = this.svg.getBoundingClientRect();
    const pixels = this.base * this.scale;
    return { x: (clientX - seen.left) / pixels - EDGE, y: (clientY - seen.top) / pixels - EDGE };
  }

  setTool(tool: Tool): void {
    this.tool = tool;
    this.box.dataset["tool"] = tool;
  }

  private make<K extends keyof SVGElementTagNameMap>(
    name: K,
    attributes: Record<string, string | number>,
    parent?: Element,
  ): SVGElementTagNameMap[K] {
    const element = document.createElementNS(SVG, name);
    set(element, attributes);
    parent?.append(element);
    return element;
  }

  private toneOf(part: Part): string {
    if (part.type === "fixture") return part.kind;
    const zone = this.history.plan.zones.find((each) => each.key === part.zone);
    return `${zone?.tone ?? 0} ${zone?.vi ?? ""} ${part.code in start.holders ? "held" : ""}`;
  }

  private drawPart(part: Part, mark: string, before: Drawn | undefined): void {
    const group = before?.group ?? this.make("g", { tabindex: 0, role: "button" }, this.layer);
    group.dataset["key"] = String(part.key);
    group.setAttribute("class", `plan-part plan-${part.type} ${mark.includes("chosen") ? "chosen" : ""} ${mark.includes("fault") ? "fault" : ""}`);
    group.setAttribute("aria-pressed", String(mark.includes("chosen")));
    group.setAttribute("aria-label", this.describe(part, mark.includes("fault")));
    // Shapes stay the same elements: one of them may be under a pointer that has just gone down.
    const rect = group.querySelector("rect") ?? this.make("rect", { rx: 12 }, group);
    const text = group.querySelector("text") ?? this.make("text", {}, group);
    if (part.type === "booth") {
      rect.setAttribute("class", `booth booth-tone-${this.tone(part)}`);
      text.textContent = part.code;
    } else {
      rect.setAttribute("class", `fixture fixture-${part.kind}`);
      text.textContent = part.vi || (start.kinds[part.kind] ?? part.kind);
    }
    for (const sign of group.querySelectorAll("circle, path")) sign.remove();
    if (mark.includes("held")) this.make("circle", { class: "held", r: 22 }, group);
    if (mark.includes("fault")) this.make("path", { class: "fault-mark" }, group);
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

  private drawHandles(): void {
    this.svg.querySelector(".handles")?.remove();
    const some = chosen(this.history.plan, this.history.chosen);
    const [only] = some;
    if (some.length !== 1 || only === undefined || only.hall !== this.hall) return;
    const handles = this.make("g", { class: "handles", "aria-hidden": "true" }, this.svg);
    for (const [edge, right, down] of [["nw", 0, 0], ["ne", 1, 0], ["sw", 0, 1], ["se", 1, 1]] as const) {
      const x = only.x + right * only.width;
      const y = only.y + down * only.height;
      this.make("circle", { class: "handle", "data-edge": edge, cx: x, cy: y, r: 7 / (this.base * this.baked) }, handles);
    }
  }

  private focusQuietly(group: SVGGElement): void {
    this.pointing = true;
    group.focus({ preventScroll: true });
    this.pointing = false;
  }

  // Zoom and pan. The floor is scaled by the compositor while it moves, and drawn anew when it rests.

  private fitting(): number {
    const hall = hallOf(this.history.plan, this.history.hall);
    return Math.max(
      Math.min(this.box.clientWidth / (hall.width + 2 * EDGE), this.box.clientHeight / (hall.height + 2 * EDGE)),
      0.005,
    );
  }

  private mayPan(event: Event): boolean {
    if (event.type === "wheel") return true;
    const ground = event.target === this.ground || event.target === this.svg || event.target === this.box;
    if (event.type === "touchstart") {
      return (event as TouchEvent).touches.length > 1 || this.tool === "pan" || (this.tool === "select" && ground);
    }
    return event instanceof MouseEvent && (event.button === 1 || (event.button === 0 && this.tool === "pan"));
  }

  private show(x: number, y: number, scale: number): void {
    this.scale = scale;
    this.svg.style.transform = `translate(${x}px, ${y}px) scale(${scale / this.baked})`;
    if (scale === this.baked) return;
    if (this.settling !== null) clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.settle();
    }, SETTLE_MS);
  }

  private settle(): void {
    const hall = hallOf(this.history.plan, this.history.hall);
    this.baked = this.scale;
    const pixels = this.base * this.baked;
    set(this.svg, { width: (hall.width + 2 * EDGE) * pixels, height: (hall.height + 2 * EDGE) * pixels });
    const match = /translate\(([-\d.e]+)px, ([-\d.e]+)px\)/.exec(this.svg.style.transform);
    this.svg.style.transform = `translate(${match?.[1] ?? 0}px, ${match?.[2] ?? 0}px) scale(1)`;
    this.drawHandles();
  }

  /** Brings a part into view that the keyboard has reached. */
  private reveal(key: number): void {
    const group = this.drawn.get(key)?.group;
    if (group === undefined) return;
    const seen = group.getBoundingClientRect();
    const frame = this.box.getBoundingClientRect();
    const dx = Math.max(frame.left + 20 - seen.left, 0) || Math.min(frame.right - 20 - seen.right, 0);
    const dy = Math.max(frame.top + 20 - seen.top, 0) || Math.min(frame.bottom - 20 - seen.bottom, 0);
    if (dx !== 0 || dy !== 0) this.panBy(dx, dy);
  }

  // Choosing and moving.

  private listen(): void {
    this.layer.addEventListener("pointerdown", (event) => {
      this.pointing = true;
      const key = this.keyOf(event.target);
      if (key === null || this.tool !== "select") return;
      const keys = this.history.chosen;
      if (event.shiftKey || event.ctrlKey || event.metaKey) {
        this.history.choose(keys.has(key) ? [...keys].filter((each) => each !== key) : [...keys, key]);
      } else if (!keys.has(key)) this.history.choose([key]);
    });
    window.addEventListener("pointerup", () => {
      this.pointing = false;
    });
    this.layer.addEventListener("focusin", (event) => {
      const key = this.keyOf(event.target);
      if (key === null || this.pointing) return;
      if (!this.history.chosen.has(key)) this.history.choose([key]);
      this.reveal(key);
    });
  }

  private keyOf(target: EventTarget | null): number | null {
    const group = (target as Element | null)?.closest<SVGGElement>(".plan-part");
    return group === null || group === undefined ? null : Number(group.dataset["key"]);
  }

  private listenToPointer(): void {
    const idle = (): boolean => this.tool === "pan";
    this.drag(".plan-part", () => {
      if (idle() || this.tool !== "select") return null;
      return this.dragging(this.history.chosen, (box, dx, dy) => ({ ...box, x: box.x + dx, y: box.y + dy }), "all");
    });
    this.drag(".handle", (target) => {
      if (this.tool !== "select") return null;
      const edge = (target as SVGElement).dataset["edge"] ?? "se";
      return this.dragging(this.history.chosen, (box, dx, dy) => resized(box, edge, dx, dy), edge);
    });
    this.drag(".ground", (_target, event) => {
      if (idle() || (event.pointerType === "touch" && this.tool === "select")) return null;
      return this.boxing(event.clientX0, event.clientY0);
    });
  }

  private drag(
    selector: string,
    begin: (target: EventTarget, event: { clientX0: number; clientY0: number; pointerType: string }) => { move: Listener; end: () => void } | null,
  ): void {
    let under: { move: Listener; end: () => void } | null = null;
    const draggable = interact(selector, { context: this.svg });
    // A cursor set on the document would have every element of the page styled anew.
    draggable.styleCursor(false);
    draggable.draggable({
      listeners: {
        start: (event: Interact.DragEvent) => {
          const pointer = (event as unknown as { interaction: { pointerType: string } }).interaction.pointerType;
          under = begin(event.target, { clientX0: event.clientX0, clientY0: event.clientY0, pointerType: pointer });
        },
        move: (event: Interact.DragEvent) => {
          under?.move({
            dx: event.clientX - event.clientX0,
            dy: event.clientY - event.clientY0,
            clientX: event.clientX,
            clientY: event.clientY,
            shiftKey: event.shiftKey,
          });
        },
        end: () => {
          under?.end();
          under = null;
        },
      },
    });
  }

  /** Moves or resizes what is chosen while the pointer is down; one step when it is lifted. */
  private dragging(
    keys: ReadonlySet<number>,
    change: (box: Box, dx: number, dy: number) => Box,
    edge: string,
  ): { move: Listener; end: () => void } {
    const { plan } = this.history;
    const hall = hallOf(plan, this.hall);
    const some = chosen(plan, keys).filter((part) => part.hall === this.hall);
    const bounds = boundsOf(some);
    const lines = new Lines(hall, partsIn(plan, this.hall).filter((part) => !keys.has(part.key)));
    const pixels = this.base * this.scale;
    const whole = edge === "all";
    return {
      move: ({ dx, dy }) => {
        const box = change(bounds, dx / pixels, dy / pixels);
        const across = whole ? [box.x, box.x + box.width] : [edge.endsWith("w") ? box.x : box.x + box.width];
        const down = whole ? [box.y, box.y + box.height] : [edge.startsWith("n") ? box.y : box.y + box.height];
        const byX = snap(across, lines.across, REACH_PIXELS / pixels, this.grid);
        const byY = snap(down, lines.down, REACH_PIXELS / pixels, this.grid);
        let shiftX = dx / pixels + byX.shift;
        let shiftY = dy / pixels + byY.shift;
        if (whole) {
          shiftX = clamp(shiftX, -bounds.x, hall.width - bounds.x - bounds.width);
          shiftY = clamp(shiftY, -bounds.y, hall.height - bounds.y - bounds.height);
        }
        this.moved = new Map(some.map((part) => [part.key, rounded(change(part, shiftX, shiftY))]));
        this.guides(byX.line, byY.line);
        this.soon();
      },
      end: () => {
        const moved = this.moved;
        this.moved = null;
        this.over.replaceChildren();
        if (moved === null) return;
        this.wishes.placed(moved);
      },
    };
  }

  private soon(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const moved = this.moved;
      if (moved === null) return;
      const faulty = new Set(faultsOf(this.history.plan, moved).flatMap((fault) => fault.keys));
      for (const [key, box] of moved) {
        const each = this.drawn.get(key);
        if (each === undefined) continue;
        this.place(each.group, each.part, box);
      }
      for (const [key, each] of this.drawn) each.group.classList.toggle("fault", faulty.has(key));
      this.svg.querySelector(".handles")?.remove();
    });
  }

  /** A box drawn on the ground: what lies in it is chosen, or a new part begins there. */
  private boxing(clientX: number, clientY: number): { move: Listener; end: () => void } {
    const origin = this.floor(clientX, clientY);
    const frame = this.make("rect", { class: "marquee" }, this.over);
    let box: Box = { ...origin, width: 0, height: 0 };
    let adding = false;
    return {
      move: (event) => {
        const here = this.floor(event.clientX, event.clientY);
        adding = event.shiftKey;
        const drawing = this.tool !== "select";
        const at = (value: number): number => (drawing ? Math.round(value / this.grid) * this.grid : value);
        const x = at(Math.min(origin.x, here.x));
        const y = at(Math.min(origin.y, here.y));
        box = { x, y, width: at(Math.max(origin.x, here.x)) - x, height: at(Math.max(origin.y, here.y)) - y };
        set(frame, { x, y, width: Math.max(box.width, 0), height: Math.max(box.height, 0) });
      },
      end: () => {
        frame.remove();
        if (this.tool !== "select") {
          if (box.width >= SMALLEST && box.height >= SMALLEST) this.wishes.draw(rounded(box));
          return;
        }
        const caught = partsIn(this.history.plan, this.hall).filter((part) => overlap(part, box)).map((part) => part.key);
        this.history.choose(adding ? [...this.history.chosen, ...caught] : caught);
        this.wishes.said(say("chosen", { count: this.history.chosen.size }));
      },
    };
  }

  private guides(x: number | null, y: number | null): void {
    const hall = hallOf(this.history.plan, this.hall);
    this.over.replaceChildren();
    if (x !== null) this.make("line", { class: "guide", x1: x, x2: x, y1: -EDGE, y2: hall.height + EDGE }, this.over);
    if (y !== null) this.make("line", { class: "guide", y1: y, y2: y, x1: -EDGE, x2: hall.width + EDGE }, this.over);
  }
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, Math.max(most, least)));
}

function rounded(box: Box): Box {
  return {
    x: Math.max(Math.round(box.x), 0),
    y: Math.max(Math.round(box.y), 0),
    width: Math.round(box.width),
    height: Math.round(box.height),
  };
}

function resized(box: Box, edge: string, dx: number, dy: number): Box {
  const west = edge.endsWith("w");
  const north = edge.startsWith("n");
  const width = Math.max(box.width + (west ? -dx : dx), SMALLEST);
  const height = Math.max(box.height + (north ? -dy : dy), SMALLEST);
  return {
    x: west ? box.x + box.width - width : box.x,
    y: north ? box.y + box.height - height : box.y,
    width,
    height,
  };
}
