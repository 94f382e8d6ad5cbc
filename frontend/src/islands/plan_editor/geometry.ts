/** What can be wrong with a plan, and to what a moving part is drawn. */
import type { Booth, Box, Hall, Part, Plan } from "./model";
import { boothsOf } from "./model";
import { say, start } from "./words";

export interface Fault {
  readonly keys: readonly number[];
  readonly text: string;
}

const MOST_TOLD = 50;
const CODE_LENGTH = 12;

export function overlap(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

export function liesInside(box: Box, hall: Hall): boolean {
  return box.x >= 0 && box.y >= 0 && box.x + box.width <= hall.width && box.y + box.height <= hall.height;
}

export function boundsOf(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

const known = new WeakMap<Plan, Fault[]>();

/** Every fault the server would name; `moved` says where parts are while they are being dragged. */
export function faultsOf(plan: Plan, moved?: ReadonlyMap<number, Box>): Fault[] {
  if (moved !== undefined) return findFaults(plan, moved);
  const faults = known.get(plan) ?? findFaults(plan);
  known.set(plan, faults);
  return faults;
}

/** Sweeps each hall from left to right. */
function findFaults(plan: Plan, moved?: ReadonlyMap<number, Box>): Fault[] {
  const faults: Fault[] = [];
  const codes = new Map<string, Booth[]>();
  for (const hall of plan.halls) {
    let open: Booth[] = [];
    const booths = boothsOf(plan, hall.key)
      .map((booth) => ({ ...booth, ...(moved?.get(booth.key) ?? {}) }))
      .sort((one, other) => one.x - other.x);
    for (const booth of booths) {
      open = open.filter((other) => other.x + other.width > booth.x);
      for (const other of open) {
        if (overlap(other, booth)) {
          faults.push({ keys: [other.key, booth.key], text: say("overlap", { one: other.code, other: booth.code }) });
        }
      }
      open.push(booth);
      if (!liesInside(booth, hall)) faults.push({ keys: [booth.key], text: say("outside", { code: booth.code }) });
      if (booth.code === "" || booth.code.length > CODE_LENGTH) {
        faults.push({ keys: [booth.key], text: say("codeForm", { code: booth.code }) });
      }
      codes.set(booth.code, [...(codes.get(booth.code) ?? []), booth]);
    }
    for (const part of plan.parts) {
      if (part.type !== "fixture" || part.hall !== hall.key) continue;
      if (!liesInside({ ...part, ...(moved?.get(part.key) ?? {}) }, hall)) {
        faults.push({ keys: [part.key], text: say("fixtureOutside", { kind: start.kinds[part.kind] ?? part.kind }) });
      }
    }
  }
  for (const [code, twins] of codes) {
    if (twins.length > 1) faults.push({ keys: twins.map((booth) => booth.key), text: say("codeTwice", { code }) });
  }
  return faults.slice(0, MOST_TOLD);
}

/** Lines of one hall to which edges are drawn: walls, and the edges of what stands there. */
export class Lines {
  readonly across: number[];
  readonly down: number[];

  constructor(hall: Hall, standing: readonly Part[]) {
    const ordered = (values: number[]): number[] => [...new Set(values)].sort((one, other) => one - other);
    this.across = ordered([0, hall.width, ...standing.flatMap((part) => [part.x, part.x + part.width])]);
    this.down = ordered([0, hall.height, ...standing.flatMap((part) => [part.y, part.y + part.height])]);
  }
}

export interface Snap {
  readonly shift: number;
  /** The line that drew it, to be shown; null when it was the grid. */
  readonly line: number | null;
}

/** How far a position moves so that one of its edges lies on a near line, else on the grid. */
export function snap(edges: readonly number[], lines: readonly number[], reach: number, grid: number): Snap {
  let best: Snap | null = null;
  for (const edge of edges) {
    for (const line of lines) {
      const shift = line - edge;
      if (Math.abs(shift) <= reach && (best === null || Math.abs(shift) < Math.abs(best.shift))) best = { shift, line };
    }
  }
  if (best !== null) return best;
  const first = edges[0] ?? 0;
  return { shift: Math.round(first / grid) * grid - first, line: null };
}

/** The first place of a size where nothing stands, row by row, a step at a time. */
export function freePlace(plan: Plan, hall: Hall, size: { width: number; height: number }, step: number): Box | null {
  const standing = plan.parts.filter((part) => part.hall === hall.key);
  for (let y = step; y + size.height <= hall.height; y += step) {
    for (let x = step; x + size.width <= hall.width; x += step) {
      const box = { x, y, ...size };
      const inWay = standing.find((part) => overlap(part, box));
      if (inWay === undefined) return box;
      x = Math.max(x, Math.ceil((inWay.x + inWay.width) / step) * step - step);
    }
  }
  return null;
}

/** The nearest part in a direction, for walking through the plan by arrows. */
export function neighbour(parts: readonly Part[], from: Box, key: string): Part | null {
  const middle = (box: Box): [number, number] => [box.x + box.width / 2, box.y + box.height / 2];
  const [fromX, fromY] = middle(from);
  let best: Part | null = null;
  let least = Infinity;
  for (const part of parts) {
    const [x, y] = middle(part);
    const across = key === "ArrowRight" || key === "ArrowLeft";
    const back = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    const ahead = (across ? x - fromX : y - fromY) * back;
    const aside = across ? y - fromY : x - fromX;
    const cost = ahead + Math.abs(aside) * 3;
    if (ahead > 0 && cost < least) {
      best = part;
      least = cost;
    }
  }
  return best;
}
