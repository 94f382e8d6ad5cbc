/** The zones of the plan: a line for each with its names and colour, one more, one less. */
import type { History } from "./history";
import type { Plan } from "./model";
import { boothsOf, newKey } from "./model";
import type { Field } from "./page";
import { say, start } from "./words";

export class Zones {
  constructor(
    private readonly root: HTMLElement,
    private readonly history: History,
    private readonly said: (text: string) => void,
  ) {
    root.querySelector("#zone-add")?.addEventListener("click", () => {
      this.add();
    });
  }

  /** One line for each zone. */
  show(plan: Plan): void {
    const list = this.root.querySelector("#zones");
    const template = this.root.querySelector<HTMLTemplateElement>("#zone-line");
    if (list === null || template === null) return;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.id : "";
    list.replaceChildren();
    for (const zone of plan.zones) {
      const line = template.content.cloneNode(true) as DocumentFragment;
      const booths = boothsOf(plan).filter((booth) => booth.zone === zone.key).length;
      const fields = { zone_vi: zone.vi, zone_en: zone.en, zone_tone: String(zone.tone) };
      for (const [name, value] of Object.entries(fields)) {
        const field = line.querySelector<Field>(`[name=${name}]`);
        if (field === null) continue;
        field.value = value;
        field.id = `${name}-${zone.key}`;
        field.dataset["zone"] = String(zone.key);
        field.setAttribute("aria-label", `${field.getAttribute("aria-label") ?? ""}: ${zone.vi}`);
      }
      const swatch = line.querySelector(".swatch");
      swatch?.classList.add(`swatch-tone-${zone.tone}`);
      const count = line.querySelector("small");
      if (count !== null) count.textContent = say("zoneBooths", { count: booths });
      const button = line.querySelector("button");
      button?.setAttribute("aria-label", say("zoneRemove", { zone: zone.vi }));
      button?.addEventListener("click", () => {
        this.remove(zone.key);
      });
      list.append(line);
    }
    if (focused !== "") document.getElementById(focused)?.focus();
  }

  /** Takes over what was typed about one zone; gives the sentence that says why not. */
  take(field: Field): string {
    const { plan } = this.history;
    const key = Number(field.dataset["zone"]);
    const value = field.value.trim().normalize("NFC");
    if (field.name === "zone_vi") {
      if (value === "") return say("zoneNameless");
      if (plan.zones.some((zone) => zone.vi === value && zone.key !== key)) return say("zoneTwice", { zone: value });
    }
    const change = field.name === "zone_tone" ? { tone: Number(value) } : { [field.name === "zone_vi" ? "vi" : "en"]: value };
    this.history.take({ ...plan, zones: plan.zones.map((zone) => (zone.key === key ? { ...zone, ...change } : zone)) });
    return "";
  }

  private add(): void {
    const { plan } = this.history;
    const names = new Set(plan.zones.map((zone) => zone.vi));
    let number = plan.zones.length + 1;
    while (names.has(say("zoneName", { number }))) number += 1;
    const used = new Set(plan.zones.map((zone) => zone.tone));
    const tone = Array.from({ length: start.tones }, (_none, index) => index + 1).find((each) => !used.has(each)) ?? 1;
    const zone = { key: newKey(), vi: say("zoneName", { number }), en: "", tone };
    this.history.take({ ...plan, zones: [...plan.zones, zone] });
    const name = document.getElementById(`zone_vi-${zone.key}`);
    if (name instanceof HTMLInputElement) {
      name.focus();
      name.select();
    }
  }

  /** A zone goes only when no booth lies in it and nobody wishes it; both are said with names and figures. */
  private remove(key: number): void {
    const { plan } = this.history;
    const zone = plan.zones.find((each) => each.key === key);
    if (zone === undefined) return;
    const booths = boothsOf(plan).filter((booth) => booth.zone === key).length;
    const wishing = start.wishes[zone.vi] ?? [];
    const trouble = this.root.querySelector<HTMLElement>("#panel-trouble");
    let text = "";
    if (booths > 0) text = say("zoneUsed", { zone: zone.vi, count: booths });
    else if (wishing.length > 0) text = say("zoneWished", { zone: zone.vi, producers: wishing.slice(0, 5).join(", ") });
    if (text === "") {
      this.history.take({ ...plan, zones: plan.zones.filter((each) => each.key !== key) });
      this.said(say("zoneRemoved", { zone: zone.vi }));
    } else this.said(text);
    if (trouble !== null) {
      trouble.hidden = text === "";
      trouble.textContent = text;
    }
  }
}
