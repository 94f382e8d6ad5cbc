/** Zoom and pan by d3-zoom. The floor is scaled by the compositor while it moves, and drawn anew when it rests. */
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from "d3-zoom";

import type { History } from "./history";
import { hallOf } from "./model";
import { EDGE, type Stage } from "./stage";
import { set } from "./svg";

const SETTLE_MS = 160;

export class Zooming {
  private readonly behaviour: ZoomBehavior<HTMLElement, unknown>;
  private base = 0.1;
  private scale = 1;
  private baked = 1;
  private settling: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly stage: Stage,
    private readonly history: History,
    /** The floor rests at another scale. */
    private readonly settled: () => void,
  ) {
    this.behaviour = zoom<HTMLElement, unknown>()
      .scaleExtent([0.4, 20])
      .filter((event: Event) => this.mayPan(event))
      .on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => {
        this.show(event.transform.x, event.transform.y, event.transform.k);
      });
    select(stage.box).call(this.behaviour).on("dblclick.zoom", null);
  }

  /** Pixels of the window per centimetre of the floor, as it is seen now. */
  get pixels(): number {
    return this.base * this.scale;
  }

  /** The same as the floor was last drawn, before the compositor scaled it. */
  get pixelsAtRest(): number {
    return this.base * this.baked;
  }

  by(factor: number): void {
    select(this.stage.box).call((box) => {
      this.behaviour.scaleBy(box, factor);
    });
  }

  panBy(dx: number, dy: number): void {
    select(this.stage.box).call((box) => {
      this.behaviour.translateBy(box, dx / this.scale, dy / this.scale);
    });
  }

  fit(): void {
    const hall = hallOf(this.history.plan, this.history.hall);
    const width = (hall.width + 2 * EDGE) * this.base;
    const height = (hall.height + 2 * EDGE) * this.base;
    const x = (this.stage.box.clientWidth - width) / 2;
    const y = (this.stage.box.clientHeight - height) / 2;
    select(this.stage.box).call((box) => {
      this.behaviour.transform(box, zoomIdentity.translate(x, y));
    });
  }

  /** Takes the scale at which the whole hall is seen as the one that zooming starts from. */
  measure(): void {
    const hall = hallOf(this.history.plan, this.history.hall);
    const { clientWidth, clientHeight } = this.stage.box;
    this.base = Math.max(Math.min(clientWidth / (hall.width + 2 * EDGE), clientHeight / (hall.height + 2 * EDGE)), 0.005);
  }

  settle(): void {
    const hall = hallOf(this.history.plan, this.history.hall);
    const { svg } = this.stage;
    this.baked = this.scale;
    const pixels = this.pixelsAtRest;
    set(svg, { width: (hall.width + 2 * EDGE) * pixels, height: (hall.height + 2 * EDGE) * pixels });
    const match = /translate\(([-\d.e]+)px, ([-\d.e]+)px\)/.exec(svg.style.transform);
    svg.style.transform = `translate(${match?.[1] ?? 0}px, ${match?.[2] ?? 0}px) scale(1)`;
    this.settled();
  }

  /** Brings into view what the keyboard has reached. */
  reveal(group: SVGGElement): void {
    const seen = group.getBoundingClientRect();
    const frame = this.stage.box.getBoundingClientRect();
    const dx = Math.max(frame.left + 20 - seen.left, 0) || Math.min(frame.right - 20 - seen.right, 0);
    const dy = Math.max(frame.top + 20 - seen.top, 0) || Math.min(frame.bottom - 20 - seen.bottom, 0);
    if (dx !== 0 || dy !== 0) this.panBy(dx, dy);
  }

  /** Where on the floor a point of the window lies. */
  floor(clientX: number, clientY: number): { x: number; y: number } {
    const seen = this.stage.svg.getBoundingClientRect();
    const pixels = this.pixels;
    return { x: (clientX - seen.left) / pixels - EDGE, y: (clientY - seen.top) / pixels - EDGE };
  }

  private mayPan(event: Event): boolean {
    if (event.type === "wheel") return true;
    const { tool, ground, svg, box } = this.stage;
    const free = event.target === ground || event.target === svg || event.target === box;
    if (event.type === "touchstart") {
      return (event as TouchEvent).touches.length > 1 || tool === "pan" || (tool === "select" && free);
    }
    return event instanceof MouseEvent && (event.button === 1 || (event.button === 0 && tool === "pan"));
  }

  private show(x: number, y: number, scale: number): void {
    this.scale = scale;
    this.stage.svg.style.transform = `translate(${x}px, ${y}px) scale(${scale / this.baked})`;
    if (scale === this.baked) return;
    if (this.settling !== null) clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.settle();
    }, SETTLE_MS);
  }
}
