import { root } from "./data";
import { element } from "./elements";
import { readIndex } from "./index";
import { entriesOf, found, type Entry } from "./search";
import { addressesFound, readStreets } from "./streets";
import { say, sayCount } from "./words";

const MOST = 10;

/** Put a search box into each place for one; where the content has its own, the header needs none. */
export function addSearch(): void {
  const places = [...document.querySelectorAll<HTMLElement>("[data-search]")];
  const inMain = places.some((place) => place.closest("main"));
  places.forEach((place, n) => {
    if (inMain && !place.closest("main")) place.remove();
    else new SearchBox(place, `search-${n}`);
  });
}

/** A combobox with a list of results (ARIA 1.2): the focus stays in the box, arrows go through the list. */
class SearchBox {
  private readonly box: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly said = element("p", { class: "vh", role: "status" });
  private entries: Entry[] | undefined;
  private results: Entry[] = [];
  private active = -1;
  /** The answers last asked for: keys wait for them, so that none acts on what answered fewer letters. */
  private answered: Promise<void> = Promise.resolve();

  constructor(place: HTMLElement, id: string) {
    this.box = element("input", {
      id, type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: parvisWords.addresses ? say("search_address_hint") : say("search_hint"),
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`,
    });
    this.list = element("ul", { id: `${id}-list`, role: "listbox", hidden: true, "aria-label": say("search_results") });
    const label = element("label", { for: id, class: place.closest("main") ? "" : "vh" }, parvisWords.addresses ? say("search_address") : say("search"));
    place.replaceChildren(element("div", { role: "search", class: "finder" }, label, this.box, this.list, this.said));
    this.box.addEventListener("focus", () => void this.learn());
    this.box.addEventListener("input", () => this.ask());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.onClick(event));
  }

  private async learn(): Promise<Entry[]> {
    return (this.entries ??= entriesOf(await readIndex()));
  }

  /** Return what answers a question: pages, then addresses, which are read when a street may be meant. */
  private async answers(question: string): Promise<Entry[]> {
    const pages = found(await this.learn(), question);
    if (!parvisWords.addresses || question.trim().length < 3) return pages;
    return [...pages.slice(0, MOST - 1), ...addressesFound(await readIndex(), await readStreets(), question, MOST)];
  }

  private ask(): void {
    this.answered = this.update();
  }

  private async update(): Promise<void> {
    const question = this.box.value;
    const all = await this.answers(question);
    if (question !== this.box.value) return;
    this.results = all.slice(0, MOST);
    this.list.replaceChildren(...this.results.map((entry, n) => this.option(entry, n)));
    if (question.trim() && !all.length) this.list.append(element("li", { class: "none" }, say("search_none")));
    this.said.textContent = question.trim() ? sayCount("search_found", all.length) : "";
    this.activate(-1);
    this.open(question.trim() !== "");
  }

  private option(entry: Entry, n: number): HTMLLIElement {
    const beside = element("span", { class: "communes" }, entry.beside);
    return element("li", { id: `${this.list.id}-${n}`, role: "option", "aria-selected": "false" }, entry.name, " ", beside);
  }

  private open(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.box.setAttribute("aria-expanded", String(isOpen));
  }

  private close(): void {
    this.open(false);
    this.activate(-1);
  }

  private activate(n: number): void {
    this.active = n;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === n)));
    const option = this.list.children[n];
    if (option) this.box.setAttribute("aria-activedescendant", option.id);
    else this.box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  private onKey(event: KeyboardEvent): void {
    if (!["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key) || event.isComposing) return;
    event.preventDefault();
    if (event.key === "Escape") this.leave();
    else if (event.key === "Enter") void this.answered.then(() => this.go(this.results[Math.max(0, this.active)]));
    else void this.answered.then(() => this.move(event.key === "ArrowDown" ? 1 : -1));
  }

  private leave(): void {
    if (this.list.hidden) this.box.value = "";
    else this.close();
  }

  private move(step: 1 | -1): void {
    const count = this.results.length;
    if (this.list.hidden) this.ask();
    else if (step > 0) this.activate(count ? (this.active + 1) % count : -1);
    else this.activate(count ? (this.active <= 0 ? count : this.active) - 1 : -1);
  }

  private onClick(event: MouseEvent): void {
    const option = (event.target as Element).closest("[role=option]");
    if (option) this.go(this.results[[...this.list.children].indexOf(option)], event.ctrlKey || event.metaKey);
  }

  private go(entry: Entry | undefined, aside = false): void {
    if (!entry) return;
    if (aside) window.open(root + entry.address);
    else location.href = root + entry.address;
  }
}
