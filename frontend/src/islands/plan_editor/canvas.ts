/** The drawing: one hall as SVG, zoomed, drawn and dragged by its own classes; here it is put together, and parts are chosen. */
import { Dragging, type Wishes } from "./dragging";
import { Drawing } from "./drawing";
import type { History } from "./history";
import type { Part } from "./model";
import { chosen, hallOf, partsIn } from "./model";
import { EDGE, Stage, type Tool } from "./stage";
import { make, set } from "./svg";
import { Zooming } from "./zooming";

export class Canvas {
  private readonly stage: Stage;
  private readonly zooming: Zooming;
  private readonly drawing: Drawing;
  private hallSize = "";
  private pointing = false;

  constructor(
    private readonly box: HTMLElement,
    private readonly history: History,
    wishes: Wishes,
  ) {
    this.stage = new Stage(box);
    this.zooming = new Zooming(this.stage, history, () => {
      this.drawHandles();
    });
    this.drawing = new Drawing(this.stage.layer, history);
    this.listen();
    new Dragging(this.stage, this.zooming, this.drawing, history, wishes);
    new ResizeObserver(() => {
      if (this.hallSize === "") return;
      this.zooming.measure();
      this.zooming.settle();
    }).observe(box);
  }

  get grid(): number {
    return this.stage.grid;
  }

  set grid(centimetres: number) {
    this.stage.grid = centimetres;
  }

  /** Draws what has changed since the last time, and nothing else. */
  render(): void {
    const { plan } = this.history;
    const hall = hallOf(plan, this.history.hall);
    const size = `${hall.key} ${hall.width} ${hall.height}`;
    if (size !== this.hallSize) {
      this.stage.hall = hall.key;
      this.hallSize = size;
      this.stage.svg.setAttribute("viewBox", `${-EDGE} ${-EDGE} ${hall.width + 2 * EDGE} ${hall.height + 2 * EDGE}`);
      set(this.stage.ground, { width: hall.width, height: hall.height });
      this.zooming.measure();
      this.zooming.fit();
      this.zooming.settle();
    }
    const focused = document.activeElement;
    this.drawing.render(partsIn(plan, hall.key));
    this.drawHandles();
    if (focused !== document.activeElement && focused instanceof SVGGElement) {
      if (focused.isConnected) this.focusQuietly(focused);
      else this.box.focus();
    }
  }

  focusPart(key: number): void {
    const group = this.drawing.groupOf(key);
    if (group === undefined) return;
    this.focusQuietly(group);
    this.zooming.reveal(group);
  }

  focusedPart(): Part | null {
    const key = Number((document.activeElement as HTMLElement | SVGElement | null)?.dataset["key"] ?? NaN);
    return this.drawing.partOf(key);
  }

  zoomBy(factor: number): void {
    this.zooming.by(factor);
  }

  panBy(dx: number, dy: number): void {
    this.zooming.panBy(dx, dy);
  }

  fit(): void {
    this.zooming.fit();
  }

  setTool(tool: Tool): void {
    this.stage.tool = tool;
    this.box.dataset["tool"] = tool;
  }

  private drawHandles(): void {
    const { svg, hall } = this.stage;
    svg.querySelector(".handles")?.remove();
    const some = chosen(this.history.plan, this.history.chosen);
    const [only] = some;
    if (some.length !== 1 || only === undefined || only.hall !== hall) return;
    const handles = make("g", { class: "handles", "aria-hidden": "true" }, svg);
    for (const [edge, right, down] of [["nw", 0, 0], ["ne", 1, 0], ["sw", 0, 1], ["se", 1, 1]] as const) {
      const x = only.x + right * only.width;
      const y = only.y + down * only.height;
      make("circle", { class: "handle", "data-edge": edge, cx: x, cy: y, r: 7 / this.zooming.pixelsAtRest }, handles);
    }
  }

  private focusQuietly(group: SVGGElement): void {
    this.pointing = true;
    group.focus({ preventScroll: true });
    this.pointing = false;
  }

  private listen(): void {
    const { layer } = this.stage;
    layer.addEventListener("pointerdown", (event) => {
      this.pointing = true;
      const key = this.keyOf(event.target);
      if (key === null || this.stage.tool !== "select") return;
      const keys = this.history.chosen;
      if (event.shiftKey || event.ctrlKey || event.metaKey) {
        this.history.choose(keys.has(key) ? [...keys].filter((each) => each !== key) : [...keys, key]);
      } else if (!keys.has(key)) this.history.choose([key]);
    });
    window.addEventListener("pointerup", () => {
      this.pointing = false;
    });
    layer.addEventListener("focusin", (event) => {
      const key = this.keyOf(event.target);
      if (key === null || this.pointing) return;
      if (!this.history.chosen.has(key)) this.history.choose([key]);
      const group = this.drawing.groupOf(key);
      if (group !== undefined) this.zooming.reveal(group);
    });
  }

  private keyOf(target: EventTarget | null): number | null {
    const group = (target as Element | null)?.closest<SVGGElement>(".plan-part");
    return group === null || group === undefined ? null : Number(group.dataset["key"]);
  }
}
