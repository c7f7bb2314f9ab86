import { element } from "./elements";
import { say } from "./words";

const PATIENCE = 200; // ms that a tip stays when the pointer leaves, so that the pointer can reach it

/** Join each map to the rows or items of its section that speak of the same zones (`data-zone`). */
export function linkMaps(): void {
  for (const drawing of document.querySelectorAll<SVGSVGElement>("svg.drawing")) {
    const around = drawing.closest("section") ?? drawing.closest("main");
    if (around && !drawing.closest(".locator")) new LinkedMap(drawing, around);
  }
}

/** Return the place of the zone that an arrow, Home or End leads to among `count`; undefined for another key. */
export function step(key: string, at: number, count: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowRight: (at + 1) % count,
    ArrowDown: (at + 1) % count,
    ArrowLeft: at <= 0 ? count - 1 : at - 1,
    ArrowUp: at <= 0 ? count - 1 : at - 1,
    Home: 0,
    End: count - 1,
  };
  return moves[key];
}

class LinkedMap {
  private readonly shapes = new Map<string, SVGElement>();
  private readonly rows = new Map<string, HTMLElement>();
  private readonly titles = new Map<string, string>();
  private readonly tip = element("p", { class: "tip", hidden: true });
  private readonly spot = document.createElementNS("http://www.w3.org/2000/svg", "g");
  private shown = "";
  private touched = "";
  private waiting = 0;

  constructor(private readonly drawing: SVGSVGElement, around: Element) {
    for (const shape of drawing.querySelectorAll<SVGElement>("[data-zone]")) {
      this.shapes.set(shape.dataset.zone!, shape);
      this.titles.set(shape.dataset.zone!, shape.querySelector("title")?.textContent ?? "");
      shape.querySelector("title")?.remove(); // the tip takes its place
    }
    for (const row of around.querySelectorAll<HTMLElement>("tr[data-zone], li[data-zone]")) {
      this.rows.set(row.dataset.zone!, row);
    }
    this.spot.setAttribute("class", "spot");
    this.spot.setAttribute("aria-hidden", "true");
    drawing.append(this.spot);
    drawing.after(this.tip);
    this.listenToMap();
    this.rows.forEach((row, zone) => this.listenToRow(row, zone));
    if (!drawing.querySelector(".areas a")) this.useKeys();
  }

  private listenToMap(): void {
    this.drawing.addEventListener("pointerover", (event) => this.onPointer(event));
    this.drawing.addEventListener("pointerleave", () => this.leaveSoon());
    this.drawing.addEventListener("focusin", (event) => this.show(zoneOf(event.target) ?? "", true));
    this.drawing.addEventListener("focusout", () => this.hide());
    this.drawing.addEventListener("click", (event) => this.onClick(event as PointerEvent));
    this.tip.addEventListener("pointerenter", () => clearTimeout(this.waiting));
    this.tip.addEventListener("pointerleave", () => this.leaveSoon());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
  }

  private listenToRow(row: HTMLElement, zone: string): void {
    row.addEventListener("pointerenter", () => this.show(zone, false));
    row.addEventListener("pointerleave", () => this.hide());
    row.addEventListener("focusin", () => this.show(zone, false));
    row.addEventListener("focusout", () => this.hide());
  }

  /** Where no zone is a link, the map is one stop of the keyboard and arrows go through its zones as the table does. */
  private useKeys(): void {
    const zones = [...this.rows.keys()].filter((zone) => this.shapes.has(zone));
    if (!zones.length) return;
    this.drawing.setAttribute("tabindex", "0");
    this.drawing.setAttribute("role", "group");
    this.tip.setAttribute("role", "status");
    this.drawing.setAttribute("aria-label", `${this.drawing.getAttribute("aria-label")}. ${say("map_keys")}`);
    this.drawing.addEventListener("keydown", (event) => {
      const next = step(event.key, zones.indexOf(this.shown), zones.length);
      if (next === undefined) return;
      event.preventDefault();
      this.show(zones[next]!, true);
    });
  }

  private onPointer(event: PointerEvent): void {
    const zone = zoneOf(event.target);
    if (event.pointerType === "touch") return;
    if (zone) this.show(zone, true);
    else this.leaveSoon();
  }

  /** A finger cannot hover: the first touch of a zone shows what it says, the second follows its link. */
  private onClick(event: PointerEvent): void {
    const zone = zoneOf(event.target);
    if (event.pointerType !== "touch") return;
    if (!zone) return this.hide();
    if (zone === this.touched) return;
    event.preventDefault();
    this.show(zone, true);
    if ((event.target as Element).closest("a")) this.tip.append(element("span", { class: "when" }, say("tip_touch")));
    this.touched = zone;
  }

  private show(zone: string, withTip: boolean): void {
    const shape = this.shapes.get(zone);
    if (!shape) return;
    this.hide();
    this.shown = zone;
    const outline = shape.cloneNode() as SVGElement;
    outline.removeAttribute("data-zone");
    this.spot.replaceChildren(outline);
    this.rows.get(zone)?.classList.add("linked");
    if (withTip) this.openTip(zone, shape);
  }

  private openTip(zone: string, shape: SVGElement): void {
    this.tip.textContent = this.titles.get(zone)!;
    this.tip.hidden = false;
    const map = this.tip.offsetParent!.getBoundingClientRect();
    const box = shape.getBoundingClientRect();
    const middle = box.left + box.width / 2 - map.left - this.tip.offsetWidth / 2;
    const above = box.top - map.top - this.tip.offsetHeight - 6;
    this.tip.style.left = `${Math.max(0, Math.min(middle, map.width - this.tip.offsetWidth))}px`;
    this.tip.style.top = `${above >= 0 ? above : box.bottom - map.top + 6}px`;
  }

  private leaveSoon(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.hide(), PATIENCE);
  }

  private hide(): void {
    clearTimeout(this.waiting);
    this.rows.get(this.shown)?.classList.remove("linked");
    this.spot.replaceChildren();
    this.tip.hidden = true;
    this.shown = this.touched = "";
  }
}

function zoneOf(target: EventTarget | null): string | undefined {
  const at = target as Element;
  return (at.closest<SVGElement>("[data-zone]") ?? at.querySelector<SVGElement>("a > [data-zone]"))?.dataset.zone;
}
