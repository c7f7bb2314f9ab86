import { element } from "./elements";
import { answers, plain } from "./letters";
import { say, sayCount } from "./words";

const FEWEST_TO_FILTER = 15;

/** Make tables sortable where a head says by what (`data-sort`), and long ones searchable. */
export function enhanceTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table.data")) {
    const heads = [...table.querySelectorAll<HTMLTableCellElement>("thead th")];
    heads.forEach((head, column) => head.dataset.sort && makeSortable(table, heads, column));
    if (table.tBodies[0] && table.tBodies[0].rows.length >= FEWEST_TO_FILTER) addFilter(table, table.tBodies[0]);
  }
}

/** What a cell is sorted by: the number that the build wrote (`data-value`, NaN where there is none) or its text. */
export type Key = number | string;

/** Return the order of rows by their keys; rows without a number stay last whichever way the others run. */
export function order(keys: Key[], ascending: boolean, language: string): number[] {
  const collator = new Intl.Collator(language, { numeric: true });
  const turn = ascending ? 1 : -1;
  const compare = (a: Key, b: Key): number => {
    if (typeof a === "string" || typeof b === "string") return turn * collator.compare(String(a), String(b));
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return turn * (a - b);
  };
  return keys.map((_, i) => i).sort((i, j) => compare(keys[i]!, keys[j]!) || i - j);
}

function makeSortable(table: HTMLTableElement, heads: HTMLTableCellElement[], column: number): void {
  const head = heads[column]!;
  const numeric = head.dataset.sort === "number";
  const button = element("button", { type: "button", class: "sort", title: say("sort") });
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener("click", () => {
    const now = head.getAttribute("aria-sort");
    const ascending = now ? now === "descending" : !numeric;
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const body = table.tBodies[0]!;
    const rows = [...body.rows];
    const keys = rows.map((row) => keyOf(row.cells[column]!, numeric));
    body.append(...order(keys, ascending, document.documentElement.lang).map((i) => rows[i]!));
  });
}

function keyOf(cell: HTMLTableCellElement, numeric: boolean): Key {
  return numeric ? parseFloat(cell.dataset.value ?? "") : (cell.textContent ?? "").trim();
}

function addFilter(table: HTMLTableElement, body: HTMLTableSectionElement): void {
  const texts = new Map([...body.rows].map((row) => [row, plain(row.cells[0]!.textContent ?? "")]));
  const said = element("span", { class: "said-count", role: "status" });
  const box = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  box.addEventListener("input", () => {
    const question = plain(box.value);
    for (const [row, text] of texts) row.hidden = question !== "" && !answers(text, question);
    const left = [...texts.keys()].filter((row) => !row.hidden).length;
    said.textContent = question ? sayCount("rows_left", left) : "";
  });
  const place = table.closest(".wide") ?? table;
  place.before(element("p", { class: "filter" }, element("label", {}, say("filter"), " ", box), " ", said));
}
