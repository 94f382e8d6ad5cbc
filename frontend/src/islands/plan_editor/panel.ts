/** The panel beside the drawing: the same figures as plain fields, for what is chosen or for the hall. */
import { Halls } from "./halls";
import type { History } from "./history";
import type { Booth, Part, Plan } from "./model";
import { chosen, hallOf, metres, readLength, withParts } from "./model";
import type { Field } from "./page";
import { say, start } from "./words";
import { Zones } from "./zones";

const LENGTHS = ["x", "y", "width", "height"] as const;
const MOST_PRICE = 10_000_000_000;

export class Panel {
  private readonly zones: Zones;
  private readonly halls: Halls;

  constructor(
    private readonly root: HTMLElement,
    private readonly history: History,
    private readonly said: (text: string) => void,
  ) {
    this.zones = new Zones(root, history, said);
    this.halls = new Halls(root, history, said);
    root.addEventListener("change", (event) => {
      const field = event.target;
      if (!(field instanceof HTMLInputElement) && !(field instanceof HTMLSelectElement)) return;
      const trouble = this.take(field);
      this.mark(field, trouble);
    });
    root.addEventListener("submit", (event) => {
      event.preventDefault();
    });
  }

  render(): void {
    const { plan, chosen: keys } = this.history;
    const parts = chosen(plan, keys);
    const booths = parts.filter((part): part is Booth => part.type === "booth");
    const kind = parts.length === 0 ? "hall" : booths.length === parts.length ? "booth" : booths.length === 0 ? "fixture" : "mixed";
    for (const group of this.root.querySelectorAll<HTMLElement>("[data-for]")) {
      group.hidden = !(group.dataset["for"] ?? "").split(" ").includes(kind);
    }
    for (const group of this.root.querySelectorAll<HTMLElement>("[data-single]")) group.hidden ||= parts.length !== 1;
    this.title(parts, booths);
    this.zonesOffered(plan);
    if (kind === "hall") this.showHall(plan);
    else this.showParts(parts, booths);
  }

  /** Puts the cursor into the first field there is. */
  focus(): void {
    const field = [...this.root.querySelectorAll<HTMLElement>("input, select")].find((each) => each.offsetParent !== null);
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  }

  private title(parts: readonly Part[], booths: readonly Booth[]): void {
    const [only] = parts;
    const text =
      only === undefined
        ? say("hallTitle", { code: hallOf(this.history.plan, this.history.hall).code })
        : parts.length > 1
          ? say("chosen", { count: parts.length })
          : only.type === "booth"
            ? say("boothTitle", { code: only.code })
            : (start.kinds[only.kind] ?? only.kind);
    const title = this.root.querySelector("#panel-title");
    if (title !== null) title.textContent = text;
    const holder = this.root.querySelector<HTMLElement>("#panel-holder");
    if (holder === null) return;
    const held = booths.filter((booth) => booth.code in start.holders);
    holder.hidden = held.length === 0;
    holder.textContent = held.slice(0, 5).map((booth) => `${booth.code} ${start.holders[booth.code] ?? ""}`).join(", ");
  }

  private showParts(parts: readonly Part[], booths: readonly Booth[]): void {
    const common = (read: (part: Part) => string): string => {
      const [first, ...rest] = parts.map(read);
      return first !== undefined && rest.every((value) => value === first) ? first : "";
    };
    for (const name of LENGTHS) this.put(name, common((part) => metres(part[name])));
    this.put("hall", common((part) => String(part.hall)));
    const ofBooths = (read: (booth: Booth) => string): string => common((part) => (part.type === "booth" ? read(part) : ""));
    this.put("code", ofBooths((booth) => booth.code));
    this.put("zone", ofBooths((booth) => String(booth.zone ?? "none")));
    this.put("category", ofBooths((booth) => booth.category));
    this.put("price", ofBooths((booth) => String(booth.price)));
    const ofFixtures = (read: (part: Part & { type: "fixture" }) => string): string =>
      common((part) => (part.type === "fixture" ? read(part) : ""));
    this.put("kind", ofFixtures((part) => part.kind));
    this.put("label_vi", ofFixtures((part) => part.vi));
    this.put("label_en", ofFixtures((part) => part.en));
    for (const box of this.root.querySelectorAll<HTMLInputElement>("input[name=utility]")) {
      const having = booths.filter((booth) => booth.utilities.includes(box.value)).length;
      box.checked = having > 0 && having === booths.length;
      box.indeterminate = having > 0 && having < booths.length;
    }
  }

  private showHall(plan: Plan): void {
    const hall = hallOf(plan, this.history.hall);
    this.put("hall_code", hall.code);
    this.put("hall_vi", hall.vi);
    this.put("hall_en", hall.en);
    this.put("hall_width", metres(hall.width));
    this.put("hall_height", metres(hall.height));
    this.zones.show(plan);
  }

  private zonesOffered(plan: Plan): void {
    const select = this.root.querySelector<HTMLSelectElement>("select[name=zone]");
    select?.replaceChildren(
      new Option(say("mixed"), ""),
      new Option(say("noZone"), "none"),
      ...plan.zones.map((zone) => new Option(zone.vi, String(zone.key))),
    );
    for (const name of ["hall", "open_hall"]) {
      const halls = document.querySelector<HTMLSelectElement>(`select[name=${name}]`);
      halls?.replaceChildren(
        ...(name === "hall" ? [new Option(say("mixed"), "")] : []),
        ...plan.halls.map((hall) => new Option(`${hall.code} · ${hall.vi}`, String(hall.key))),
      );
      if (halls !== null && name === "open_hall") halls.value = String(this.history.hall);
    }
  }

  private put(name: string, value: string): void {
    const field = this.root.querySelector<Field>(`[name=${name}]`);
    if (field === null) return;
    field.value = value;
    this.mark(field, "");
  }

  private mark(field: Field, trouble: string): void {
    field.setAttribute("aria-invalid", String(trouble !== ""));
    if (trouble !== "") this.said(trouble);
    const place = this.root.querySelector<HTMLElement>("#panel-trouble");
    if (place === null) return;
    place.hidden = trouble === "";
    place.textContent = trouble;
  }

  /** Takes over what was typed; gives the sentence that says why not. */
  private take(field: Field): string {
    const { name, value } = field;
    if (name.startsWith("zone_")) return this.zones.take(field);
    if (name.startsWith("hall_")) return this.halls.take(name, value);
    const { plan, chosen: keys } = this.history;
    const every = (change: (part: Part) => Part): string => {
      this.history.take(withParts(plan, keys, change));
      return "";
    };
    const everyBooth = (change: Partial<Booth>): string => every((part) => (part.type === "booth" ? { ...part, ...change } : part));
    if ((LENGTHS as readonly string[]).includes(name)) {
      const length = readLength(value);
      if (length === null || ((name === "width" || name === "height") && length < 10)) return say("notLength", { text: value });
      return every((part) => ({ ...part, [name]: length }));
    }
    switch (name) {
      case "code": {
        const code = value.trim().normalize("NFC");
        if (code === "" || code.length > 12) return say("codeForm", { code });
        return everyBooth({ code });
      }
      case "zone":
        return value === "" ? "" : everyBooth({ zone: value === "none" ? null : Number(value) });
      case "category":
        return value === "" ? "" : everyBooth({ category: value });
      case "price": {
        const price = Number(value.replace(/[.,\s]/g, ""));
        if (!Number.isInteger(price) || price < 0 || price > MOST_PRICE) return say("notPrice", { text: value });
        return everyBooth({ price });
      }
      case "utility": {
        const has = (field as HTMLInputElement).checked;
        return every((part) =>
          part.type === "booth"
            ? { ...part, utilities: [...part.utilities.filter((each) => each !== value), ...(has ? [value] : [])] }
            : part,
        );
      }
      case "hall":
        if (value !== "") {
          every((part) => ({ ...part, hall: Number(value) }));
          const kept = [...keys];
          this.history.openHall(Number(value));
          this.history.choose(kept);
        }
        return "";
      case "kind":
        return value === "" ? "" : every((part) => (part.type === "fixture" ? { ...part, kind: value } : part));
      case "label_vi":
        return every((part) => (part.type === "fixture" ? { ...part, vi: value.trim() } : part));
      case "label_en":
        return every((part) => (part.type === "fixture" ? { ...part, en: value.trim() } : part));
      default:
        return "";
    }
  }
}
