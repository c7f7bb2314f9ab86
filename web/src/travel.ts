import { element, part } from "./elements";
import { say } from "./words";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const FIRST = 30; // minutes shown before anybody moves the slider

/** Put a slider over the minutes on each map of how far one gets; without it the page shows three of them. */
export function addTravelMaps(): void {
  document.querySelectorAll<HTMLElement>("[data-travel]").forEach((place) => new TravelMap(place));
}

class TravelMap {
  private readonly cells: string;
  private readonly columns: number;
  private readonly size: number;
  private readonly step: number;
  private readonly hectares: number;
  private readonly drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
  private readonly slider: HTMLInputElement;
  private readonly said: HTMLOutputElement;

  constructor(place: HTMLElement) {
    const { cells, columns, x, y, size, step, hectares, longest } = place.dataset as Record<string, string>;
    [this.cells, this.columns, this.size] = [cells!, Number(columns), Number(size)];
    [this.step, this.hectares] = [Number(step), Number(hectares)];
    const id = `${place.id}-minutes`;
    this.slider = element("input", { id, type: "range", min: String(this.step), max: longest!, step: String(this.step),
      value: String(Math.min(FIRST, Number(longest))) });
    this.said = element("output", { for: id });
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "g");
    shape.setAttribute("class", "areas k3 moved");
    shape.setAttribute("transform", `translate(${x} ${y})`);
    shape.append(this.drawn);
    part(".rings", place).replaceWith(shape);
    part("[data-travel-map]", place).prepend(
      element("p", { class: "slider" }, element("label", { for: id }, say("travel_minutes")), this.slider, this.said));
    this.slider.addEventListener("input", () => this.show());
    this.show();
  }

  private show(): void {
    const minutes = Number(this.slider.value);
    const within = reached(this.cells, minutes / this.step);
    this.drawn.setAttribute("d", rows(within, this.columns, this.size));
    const surface = (within.filter(Boolean).length * this.hectares) / 100;
    const words = say("travel_said", { minutes, surface: new Intl.NumberFormat(parvisWords.language, {
      minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(surface) });
    this.said.textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
  }
}

/** Return for each cell whether it is reached in so many steps of minutes. */
export function reached(cells: string, steps: number): boolean[] {
  return [...cells].map((letter) => {
    const taken = LETTERS.indexOf(letter);
    return taken >= 0 && taken <= steps;
  });
}

/** Return the path of the cells that are reached: a rectangle for each run of them in a row. */
export function rows(within: boolean[], columns: number, size: number): string {
  let path = "";
  for (let start = 0; start < within.length; start++) {
    if (!within[start]) continue;
    const row = Math.floor(start / columns);
    let end = start;
    while (end + 1 < (row + 1) * columns && within[end + 1]) end++;
    const x = Math.round((start - row * columns) * size);
    const y = Math.round(row * size);
    path += `M${x} ${y}h${Math.round((end + 1 - row * columns) * size) - x}v${Math.round((row + 1) * size) - y}H${x}z`;
    start = end;
  }
  return path;
}
