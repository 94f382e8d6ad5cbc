/** What zooming, drawing and dragging share: the layers of the floor, the hall that lies there, the tool in hand. */
import { make } from "./svg";

/** How much is seen around a hall, in centimetres. */
export const EDGE = 60;

export type Tool = "select" | "pan" | "booth";

export class Stage {
  tool: Tool = "select";
  grid = 50;
  /** The hall drawn last; the one opened in the history may be ahead of it. */
  hall = 0;
  readonly svg: SVGSVGElement;
  readonly ground: SVGRectElement;
  readonly layer: SVGGElement;
  readonly over: SVGGElement;

  constructor(readonly box: HTMLElement) {
    this.svg = box.querySelector("svg") ?? make("svg", {});
    this.ground = make("rect", { class: "hall ground", x: 0, y: 0 }, this.svg);
    this.layer = make("g", {}, this.svg);
    this.over = make("g", { "pointer-events": "none", "aria-hidden": "true" }, this.svg);
  }
}
