/** The pointer goes down and moves, by interact.js: parts are moved or resized, or a box is drawn on the ground. */
import interact from "interactjs";

import type { Drawing } from "./drawing";
import { boundsOf, Lines, overlap, snap } from "./geometry";
import type { History } from "./history";
import type { Box } from "./model";
import { chosen, hallOf, partsIn } from "./model";
import { EDGE, type Stage } from "./stage";
import { make, set } from "./svg";
import { say } from "./words";
import type { Zooming } from "./zooming";

const REACH_PIXELS = 8;
const SMALLEST = 10;

interface Drag {
  move: (event: { dx: number; dy: number; clientX: number; clientY: number; shiftKey: boolean }) => void;
  end: () => void;
}

export interface Wishes {
  /** Somebody drew a booth's box. */
  draw: (box: Box) => void;
  said: (text: string) => void;
  /** Parts lie elsewhere now. */
  placed: (boxes: ReadonlyMap<number, Box>) => void;
}

export class Dragging {
  private moved: Map<number, Box> | null = null;
  private frame = 0;

  constructor(
    private readonly stage: Stage,
    private readonly zooming: Zooming,
    private readonly drawing: Drawing,
    private readonly history: History,
    private readonly wishes: Wishes,
  ) {
    const idle = (): boolean => stage.tool === "pan";
    this.listen(".plan-part", () => {
      if (idle() || stage.tool !== "select") return null;
      return this.dragging(history.chosen, (box, dx, dy) => ({ ...box, x: box.x + dx, y: box.y + dy }), "all");
    });
    this.listen(".handle", (target) => {
      if (stage.tool !== "select") return null;
      const edge = (target as SVGElement).dataset["edge"] ?? "se";
      return this.dragging(history.chosen, (box, dx, dy) => resized(box, edge, dx, dy), edge);
    });
    this.listen(".ground", (_target, event) => {
      if (idle() || (event.pointerType === "touch" && stage.tool === "select")) return null;
      return this.boxing(event.clientX0, event.clientY0);
    });
  }

  private listen(
    selector: string,
    begin: (target: EventTarget, event: { clientX0: number; clientY0: number; pointerType: string }) => Drag | null,
  ): void {
    let under: Drag | null = null;
    const draggable = interact(selector, { context: this.stage.svg });
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
  private dragging(keys: ReadonlySet<number>, change: (box: Box, dx: number, dy: number) => Box, edge: string): Drag {
    const { plan } = this.history;
    const hall = hallOf(plan, this.stage.hall);
    const some = chosen(plan, keys).filter((part) => part.hall === this.stage.hall);
    const bounds = boundsOf(some);
    const lines = new Lines(hall, partsIn(plan, this.stage.hall).filter((part) => !keys.has(part.key)));
    const pixels = this.zooming.pixels;
    const whole = edge === "all";
    return {
      move: ({ dx, dy }) => {
        const box = change(bounds, dx / pixels, dy / pixels);
        const across = whole ? [box.x, box.x + box.width] : [edge.endsWith("w") ? box.x : box.x + box.width];
        const down = whole ? [box.y, box.y + box.height] : [edge.startsWith("n") ? box.y : box.y + box.height];
        const byX = snap(across, lines.across, REACH_PIXELS / pixels, this.stage.grid);
        const byY = snap(down, lines.down, REACH_PIXELS / pixels, this.stage.grid);
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
        this.stage.over.replaceChildren();
        if (moved === null) return;
        this.wishes.placed(moved);
      },
    };
  }

  private soon(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.moved === null) return;
      this.drawing.showMoved(this.moved);
      this.stage.svg.querySelector(".handles")?.remove();
    });
  }

  /** A box drawn on the ground: what lies in it is chosen, or a new part begins there. */
  private boxing(clientX: number, clientY: number): Drag {
    const origin = this.zooming.floor(clientX, clientY);
    const frame = make("rect", { class: "marquee" }, this.stage.over);
    let box: Box = { ...origin, width: 0, height: 0 };
    let adding = false;
    return {
      move: (event) => {
        const here = this.zooming.floor(event.clientX, event.clientY);
        adding = event.shiftKey;
        const { tool, grid } = this.stage;
        const at = (value: number): number => (tool === "select" ? value : Math.round(value / grid) * grid);
        const x = at(Math.min(origin.x, here.x));
        const y = at(Math.min(origin.y, here.y));
        box = { x, y, width: at(Math.max(origin.x, here.x)) - x, height: at(Math.max(origin.y, here.y)) - y };
        set(frame, { x, y, width: Math.max(box.width, 0), height: Math.max(box.height, 0) });
      },
      end: () => {
        frame.remove();
        if (this.stage.tool !== "select") {
          if (box.width >= SMALLEST && box.height >= SMALLEST) this.wishes.draw(rounded(box));
          return;
        }
        const caught = partsIn(this.history.plan, this.stage.hall).filter((part) => overlap(part, box)).map((part) => part.key);
        this.history.choose(adding ? [...this.history.chosen, ...caught] : caught);
        this.wishes.said(say("chosen", { count: this.history.chosen.size }));
      },
    };
  }

  private guides(x: number | null, y: number | null): void {
    const hall = hallOf(this.history.plan, this.stage.hall);
    const { over } = this.stage;
    over.replaceChildren();
    if (x !== null) make("line", { class: "guide", x1: x, x2: x, y1: -EDGE, y2: hall.height + EDGE }, over);
    if (y !== null) make("line", { class: "guide", y1: y, y2: y, x1: -EDGE, x2: hall.width + EDGE }, over);
  }
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
