import { root } from "./data";
import { element } from "./elements";
import { code, readFigures, shown } from "./figures";
import { findZone, readIndex, type Index } from "./index";
import { say } from "./words";

/** The address of a figure by itself, from the language's folder. */
export function aloneAddress(indicator: string, zone: string): string {
  return `embed/figure.html#${new URLSearchParams({ indicator, zone })}`;
}

/** Put the figure that the address names into the page made for one, to be shown inside another site. */
export async function addAlone(): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-alone]");
  if (!place) return;
  const index = await readIndex();
  const show = async (): Promise<void> => place.replaceChildren(...(await card(index, new URLSearchParams(location.hash.slice(1)))));
  addEventListener("hashchange", () => void show());
  await show();
}

async function card(index: Index, asked: URLSearchParams): Promise<HTMLElement[]> {
  const indicator = index.indicators.find(({ id }) => id === asked.get("indicator"));
  const zone = findZone(index, asked.get("zone") ?? "");
  if (!indicator || !zone) return [element("h1", {}, say("alone_none"))];
  const figures = await readFigures(indicator.id);
  const view = figures.zonings[zone.zoning]?.find((one) => !one.category);
  const row = view?.rows[zone.at];
  const seen = shown(row);
  const state = index.states.find(([name]) => name === code(row));
  const value = seen ? element("p", { class: "value" }, seen.text)
    : element("p", { class: "value none" }, element("span", { class: "code" }, state?.[0] ?? say("compare_nothing")), ` ${state?.[1] ?? ""}`);
  const range = seen?.range ? [element("p", { class: "interval" }, say("alone_range", { range: seen.range }))] : [];
  const about = [figures.sources.length ? say("alone_source", { sources: figures.sources.join(", ") }) : "", `${parvisWords.territory}, ${parvisWords.built}. `];
  const page = zone.address ? `${zone.address}#${indicator.id}` : figures.page;
  return [
    element("h1", {}, indicator.name),
    element("p", { class: "facts" }, [zone.name, view?.when].filter(Boolean).join(", ")),
    value, ...range,
    element("p", { class: "facts" }, ...about.filter(Boolean), element("a", { href: root + page }, say("alone_more"))),
  ];
}
