/**
 * `data-chart='{"x": […], "series": […]}'` on an element with an id: lines or steps over time or over seconds, drawn with
 * uPlot, which is fetched only by pages that have a chart. Without JavaScript the table beside it says the same.
 * When htmx replaces the element, the new one is drawn.
 */
import type uPlot from "uplot";

import { onElements } from "./dom";

interface Series {
  label: string;
  values: (number | null)[];
  /** One of the theme's colours: lacquer, leaf, gold, indigo, soft. */
  tone: string;
  dashed?: boolean;
}

interface Chart {
  /** Seconds since a beginning, or seconds since 1970 when `time` is said. */
  x: number[];
  series: Series[];
  time?: boolean;
  /** Whose clock the axis shows, when `time` is said; without it that of the reader. */
  zone?: string;
  steps?: boolean;
  height?: number;
}

function isChart(value: unknown): value is Chart {
  return typeof value === "object" && value !== null && "x" in value && "series" in value;
}

async function draw(element: HTMLElement): Promise<void> {
  const chart: unknown = JSON.parse(element.dataset["chart"] ?? "null");
  if (!isChart(chart) || chart.x.length === 0) return;
  const { default: Plot } = await import("uplot");
  if (!element.isConnected) return;
  const locale = document.documentElement.lang === "vi" ? "vi-VN" : "en-GB";
  const numbers = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 4 });
  const exact = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  // A canvas knows no light-dark(): the colours are asked of the page, and asked again when the theme changes.
  const axis = (): uPlot.Axis => ({
    stroke: () => ink("soft"),
    grid: { stroke: () => ink("line"), width: 1 },
    ticks: { stroke: () => ink("line"), width: 1 },
    font: `13px ${getComputedStyle(element).fontFamily}`,
  });
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  function ink(name: string): string {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  }
  const clock = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    ...(chart.zone === undefined ? {} : { timeZone: chart.zone }),
  });
  const told = (seconds: number): string => clock.format(new Date(seconds * 1000));
  const stepped = chart.steps === true ? Plot.paths.stepped?.({ align: 1 }) : undefined;
  const options: uPlot.Options = {
    width: Math.max(element.clientWidth, 240),
    height: chart.height ?? 240,
    scales: { x: { time: chart.time === true } },
    axes: [
      chart.time === true
        ? { ...axis(), space: 64, values: (_plot, ticks) => ticks.map((tick) => told(tick)) }
        : { ...axis(), values: (_plot, ticks) => ticks.map((tick) => `${exact.format(tick)} s`) },
      { ...axis(), size: 64, values: (_plot, ticks) => ticks.map((tick) => numbers.format(tick)) },
    ],
    // Until somebody points at the picture, the line under it says where the lines end.
    hooks: { ready: [(plot) => { plot.setLegend({ idx: chart.x.length - 1 }); }] },
    series: [
      chart.time === true
        ? { label: document.documentElement.lang === "vi" ? "Lúc" : "At", value: (_plot, value: number | null) => (value === null ? "–" : told(value)) }
        : { label: document.documentElement.lang === "vi" ? "Giây" : "Seconds", value: (_plot, value: number | null) => (value === null ? "–" : exact.format(value)) },
      ...chart.series.map((each) => ({
        label: each.label,
        stroke: () => ink(each.tone),
        width: 2,
        ...(each.dashed === true ? { dash: [6, 4] } : {}),
        ...(stepped === undefined ? {} : { paths: stepped }),
        spanGaps: true,
        value: (_plot: uPlot, value: number | null) => (value === null ? "–" : exact.format(value)),
      })),
    ],
  };
  const plot = new Plot(options, [chart.x, ...chart.series.map((each) => each.values)] as uPlot.AlignedData, element);
  const sized = new ResizeObserver(() => {
    if (!element.isConnected) {
      sized.disconnect();
      theme.disconnect();
      plot.destroy();
    } else if (element.clientWidth !== plot.width && element.clientWidth > 0) {
      plot.setSize({ width: element.clientWidth, height: plot.height });
    }
  });
  sized.observe(element);
  const theme = new MutationObserver(() => {
    plot.redraw();
  });
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}

export function startCharts(): void {
  onElements("[data-chart]", HTMLElement, (element) => {
    void draw(element);
  });
}
