import { addressOf, parsed, type Choice } from "./address";
import { element, part } from "./elements";
import { code, comparable, readFigures, shown, together, type Figures, type Row, type Shown, type View } from "./figures";
import { findZone, fullName, readIndex, type Index, type Named } from "./index";
import { relation, type Relation, type Sides } from "./relation";
import { root } from "./data";
import { elided, say, sayCount } from "./words";

/** Put the choice of zones and the table of their figures into the compare page, where there is a place for it. */
export async function addCompare(): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-compare]");
  if (!place) return;
  const index = await readIndex();
  const page = new Compare(place, index);
  addEventListener("hashchange", () => void page.show(parsed(location.hash)));
  await page.show(parsed(location.hash));
}

class Compare {
  private readonly zones: HTMLSelectElement;
  private readonly themes: HTMLSelectElement;
  private readonly chips = element("ul", { class: "chips", "aria-label": say("compare_chosen") });
  private readonly table = element("div", { class: "wide", role: "group", tabindex: "0", "aria-label": say("compare") });
  private readonly said = element("p", { class: "vh", role: "status" });
  private choice: Choice = { zones: [], theme: "" };

  constructor(place: HTMLElement, private readonly index: Index) {
    this.zones = element("select", { id: "compare-zone" }, element("option", { value: "" }, say("compare_add")));
    for (const zoning of index.zonings) {
      const options = zoning.zones.map((zone) => element("option", { value: `${zoning.id}/${zone[0]}` }, fullName(zone)));
      this.zones.append(element("optgroup", { label: zoning.name }, ...options));
    }
    const names = [...new Set(index.indicators.map((indicator) => indicator.theme))];
    this.themes = element("select", { id: "compare-theme" }, ...names.map((name) => element("option", { value: name }, name)));
    place.replaceChildren(
      element("div", { class: "chooser" },
        element("p", {}, element("label", { for: "compare-zone" }, say("compare_zone")), this.zones),
        element("p", {}, element("label", { for: "compare-theme" }, say("compare_theme")), this.themes)),
      this.chips, this.said, this.table,
    );
    this.zones.addEventListener("change", () => this.add(this.zones.value));
    this.themes.addEventListener("change", () => this.go({ ...this.choice, theme: this.themes.value }));
  }

  async show(choice: Choice): Promise<void> {
    const theme = [...this.themes.options].some((option) => option.value === choice.theme)
      ? choice.theme : (this.themes.options[0]?.value ?? "");
    const chosen = choice.zones.flatMap((key) => findZone(this.index, key) ?? []);
    this.choice = { zones: chosen.map((zone) => zone.key), theme };
    this.themes.value = theme;
    this.chips.replaceChildren(...chosen.map((zone) => this.chip(zone)));
    if (!chosen.length) return this.table.replaceChildren(element("p", { class: "empty" }, say("compare_none")));
    const ids = this.index.indicators.filter((indicator) => indicator.theme === theme).map((indicator) => indicator.id);
    const figures = await Promise.all(ids.map(readFigures));
    if (this.choice.theme !== theme) return;
    const used = figures.filter((one) => chosen.some((zone) => one.zonings[zone.zoning]));
    this.table.replaceChildren(table(used, chosen));
    this.said.textContent = sayCount("rows_left", used.length);
  }

  private chip(zone: Named): HTMLLIElement {
    const remove = element("button", { type: "button", "aria-label": say("compare_remove", { name: zone.name }) }, "×");
    remove.addEventListener("click", () => {
      this.go({ ...this.choice, zones: this.choice.zones.filter((key) => key !== zone.key) });
      part<HTMLSelectElement>("#compare-zone").focus();
    });
    return element("li", {}, zone.name, " ", remove);
  }

  private add(key: string): void {
    this.zones.value = "";
    if (key && !this.choice.zones.includes(key)) this.go({ ...this.choice, zones: [...this.choice.zones, key] });
  }

  private go(choice: Choice): void {
    location.hash = addressOf(choice);
  }
}

function table(figures: Figures[], chosen: Named[]): HTMLTableElement {
  const heads = chosen.map((zone) => element("th", { scope: "col" }, zone.name));
  const head = element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("compare_indicator")), ...heads));
  return element("table", { class: "data side-by-side" }, head, element("tbody", {}, ...figures.map((one) => line(one, chosen))));
}

function line(one: Figures, chosen: Named[]): HTMLTableRowElement {
  const views = chosen.map((zone) => one.zonings[zone.zoning]?.find((view) => !view.category));
  const rows = views.map((view, n) => view?.rows[chosen[n]!.at]);
  const numbers = rows.flatMap((row) => { const seen = shown(row); return seen ? [seen.value, ...(seen.span ?? [])] : []; });
  const [least, greatest] = [Math.min(0, ...numbers), Math.max(...numbers)];
  const drawn = comparable(one) && greatest > least;
  const cells = rows.map((row, n) => cell(row, views[n], drawn ? [least, greatest] : null, chosen[n]!.name));
  const about = element("th", { scope: "row" }, element("a", { href: root + one.page }, one.name));
  const words = drawn ? sentence(rows, views, chosen) : "";
  if (words) about.append(element("span", { class: "communes" }, words));
  return element("tr", {}, about, ...cells);
}

function cell(row: Row | undefined, view: View | undefined, scale: [number, number] | null, place: string): HTMLTableCellElement {
  const seen = shown(row);
  if (!seen) return element("td", { "data-label": place }, element("span", { class: "code" }, code(row) || say("compare_nothing")));
  const made = element("td", { class: "span", "data-label": place }, element("strong", {}, seen.text));
  if (scale) made.append(strip(seen.value, seen.span ?? [seen.value, seen.value], scale));
  made.append(" ", element("span", {}, [seen.range, view?.when].filter(Boolean).join(" · ")));
  return made;
}

function strip(value: number, span: readonly [number, number], [least, greatest]: [number, number]): SVGElement {
  const at = (number: number): string => ((100 * (number - least)) / (greatest - least)).toFixed(1);
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, text] of Object.entries({ class: "strip", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" })) {
    drawn.setAttribute(name, text);
  }
  const paths = [["axis", "M0 5H100"], ["range", `M${at(span[0])} 5H${at(span[1])}`], ["mark", `M${at(value)} 1V9`]];
  for (const [name, d] of paths as [string, string][]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    drawn.append(path);
  }
  return drawn;
}

function sides({ value, span }: Shown): Sides {
  return span && [value, span[0], span[1]];
}

/** Return how the first zone stands to the others of the same period, as far as their ranges say it. */
function sentence(rows: (Row | undefined)[], views: (View | undefined)[], chosen: Named[]): string {
  const here = shown(rows[0]);
  if (!here) return "";
  const groups: Record<Relation, string[]> = { more: [], less: [], unclear: [], unsaid: [] };
  rows.slice(1).forEach((row, n) => {
    const other = shown(row);
    if (!other || views[n + 1]?.period !== views[0]?.period) return;
    const [one, two] = [chosen[0]!, chosen[n + 1]!];
    const tied = one.zoning === two.zoning
      ? together(views[0], one.at, two.zoning, two.at, true)
      : Math.max(together(views[0], one.at, two.zoning, two.at, false), together(views[n + 1], two.at, one.zoning, one.at, false));
    groups[relation(sides(here), sides(other), tied)].push(called(two, chosen));
  });
  const parts = [
    groups.more.length ? say("compare_more", { places: groups.more.join(", ") }) : "",
    groups.less.length ? say("compare_less", { places: groups.less.join(", ") }) : "",
    groups.unclear.length ? say("compare_unclear", { places: groups.unclear.join(", ") }) : "",
  ].filter(Boolean);
  return parts.length ? elided(say("compare_first", { name: called(chosen[0]!, chosen), words: parts.join(say("compare_between")) })) : "";
}

/** Return what a zone is called in a sentence: its name alone where no other of those chosen has it. */
function called(zone: Named, chosen: Named[]): string {
  return chosen.filter(({ short }) => short === zone.short).length > 1 ? zone.name : zone.short;
}
