import type { GeoJSONSource, Map as LibreMap } from "maplibre-gl";
import { ofAll } from "./data";
import { element } from "./elements";
import { code, comparable, readFigures, shown, type Figures, type View } from "./figures";
import { fullName, readIndex, type Index } from "./index";
import { say } from "./words";

/** MapLibre as its classic script leaves it; the explore page alone loads it. */
declare const maplibregl: typeof import("maplibre-gl");

interface Properties {
  zone: string;
  at: [number, number];
  style?: string;
  words?: string;
  radius?: number;
}

interface Shapes {
  type: "FeatureCollection";
  features: { type: "Feature"; properties: Properties; geometry: { coordinates: unknown } }[];
}

const GROUND = ["green", "water", "streets", "roads", "buildings"]; // buildings weigh most: they come last
const NEAREST: Record<string, number> = { streets: 12.5, buildings: 14 }; // from which zoom they do not drown the figures
const LARGEST = 26; // pixels: radius of the greatest number's disc, as on the pages' maps
const CLASSES = ["k1", "k2", "k3", "k4", "k5"];

/** Put the map that can be moved into the explore page, where there is a place for it. */
export async function addExplore(): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-explore]");
  if (!place) return;
  const page = new Explore(place, await readIndex());
  addEventListener("hashchange", () => void page.show());
  await page.show();
}

class Explore {
  private readonly indicators: HTMLSelectElement;
  private readonly zonings = element("select", { id: "explore-zoning" });
  private readonly views = element("select", { id: "explore-view" });
  private readonly map = element("div", { class: "libre", role: "application", "aria-label": say("explore") });
  private readonly legend = element("div", { class: "legend" });
  private readonly list = element("ul", { class: "zones-list" });
  private readonly said = element("p", { role: "status", class: "said-zone" }, say("explore_choose"));
  private libre: LibreMap | undefined;

  constructor(place: HTMLElement, private readonly index: Index) {
    const options = index.indicators.map(({ id, name }) => element("option", { value: id }, name));
    this.indicators = element("select", { id: "explore-indicator" }, ...options);
    const chooser = element("div", { class: "chooser" },
      field("explore-indicator", say("compare_indicator"), this.indicators),
      field("explore-zoning", say("explore_zoning"), this.zonings), field("explore-view", say("explore_view"), this.views));
    place.replaceChildren(chooser, element("div", { class: "map-and-legend" },
      element("div", {}, this.map, this.said), element("div", {}, this.legend, this.list)));
    this.indicators.addEventListener("change", () => this.go({ indicator: this.indicators.value }));
    this.zonings.addEventListener("change", () => this.go({ zoning: this.zonings.value }));
    this.views.addEventListener("change", () => this.go({ view: this.views.value }));
  }

  async show(): Promise<void> {
    const asked = new URLSearchParams(location.hash.slice(1));
    const indicator = this.index.indicators.find(({ id }) => id === asked.get("indicator")) ?? this.index.indicators[0];
    if (!indicator) return;
    this.indicators.value = indicator.id;
    const zonings = this.index.zonings.filter(({ id }) => indicator.zonings.includes(id));
    const zoning = zonings.find(({ id }) => id === asked.get("zoning")) ?? zonings[0];
    if (!zoning) return;
    this.zonings.replaceChildren(...zonings.map(({ id, name }) => element("option", { value: id, selected: id === zoning.id }, name)));
    const [figures, shapes] = await Promise.all([readFigures(indicator.id), ofAll<Shapes>(`shapes/${zoning.id}`)]);
    const views = figures.zonings[zoning.id] ?? [];
    const view = views[Number(asked.get("view"))] ?? views[0];
    if (!view) return;
    this.views.replaceChildren(...views.map((one, n) =>
      element("option", { value: String(n), selected: one === view }, [one.label, one.when].filter(Boolean).join(", "))));
    const greatest = comparable(figures) ? 0 : Math.max(0, ...view.rows.map((row) => shown(row)?.value ?? 0));
    const told = zoning.zones.map((zone, n) => ({ id: zone[0], name: fullName(zone), words: words(figures, view, n),
      style: style(view, n), radius: greatest ? LARGEST * Math.sqrt(Math.max(0, shown(view.rows[n])?.value ?? 0) / greatest) : 0 }));
    this.describe(figures, view, told);
    this.draw({ ...shapes, features: shapes.features.map((shape) => {
      const of = told.find(({ id }) => id === shape.properties.zone);
      const plain = greatest && CLASSES.includes(of?.style ?? "") ? "plain" : of?.style;
      return { ...shape, properties: { ...shape.properties, style: plain ?? "", radius: of?.radius ?? 0, words: of ? `${of.name}: ${of.words}` : "" } };
    }) }, asked.get("zone"));
  }

  private describe(figures: Figures, view: View, told: { id: string; name: string; words: string }[]): void {
    const discs = comparable(figures) ? [] : [element("p", { class: "facts" }, say("explore_discs"))];
    const kinds = (view.classes ?? []).filter(([kind]) => comparable(figures) || !CLASSES.includes(kind));
    const classes = kinds.map(([kind, label]) =>
      element("li", {}, element("span", { class: `sample-${kind} sample` }), ` ${label}`));
    this.legend.replaceChildren(element("p", { class: "legend-title" }, figures.unit), ...discs, element("ul", {}, ...classes));
    this.list.replaceChildren(...told.map((zone) => {
      const button = element("button", { type: "button" }, zone.name);
      button.addEventListener("click", () => this.go({ zone: zone.id }));
      return element("li", {}, button, ` ${zone.words}`);
    }));
  }

  private draw(shapes: Shapes, zone: string | null): void {
    const show = (): void => {
      (this.libre!.getSource("zones") as GeoJSONSource).setData(shapes as never);
      (this.libre!.getSource("discs") as GeoJSONSource).setData(discs(shapes) as never);
      this.look(shapes, zone);
    };
    if (this.libre) return show();
    try {
      this.libre = new maplibregl.Map({ container: this.map, style: ground(), attributionControl: false, dragRotate: false,
        cooperativeGestures: false, fadeDuration: 0, bounds: bounds(shapes.features), fitBoundsOptions: { padding: 24 } });
    } catch {
      this.map.replaceChildren(element("p", { class: "empty" }, say("explore_without")));
      return;
    }
    const libre = this.libre;
    libre.addControl(new maplibregl.NavigationControl({ showCompass: false }));
    libre.on("load", () => {
      libre.addImage("hatch", hatch());
      void addGround(libre);
      libre.addSource("zones", { type: "geojson", data: shapes as never, promoteId: "zone" });
      libre.addLayer({ id: "zones", type: "fill", source: "zones", paint: { "fill-color": colours() as never } });
      libre.addLayer({ id: "hidden", type: "fill", source: "zones", paint: { "fill-pattern": "hatch" },
        filter: ["!", ["in", ["get", "style"], ["literal", [...CLASSES, "plain"]]]] });
      libre.addLayer({ id: "lines", type: "line", source: "zones", paint: { "line-color": colour("--ink"),
        "line-width": ["case", ["boolean", ["feature-state", "here"], false], 3, 0.8] } });
      libre.addSource("discs", { type: "geojson", data: discs(shapes) as never });
      libre.addLayer({ id: "discs", type: "circle", source: "discs", paint: { "circle-radius": ["get", "radius"],
        "circle-color": colour("--class-4"), "circle-opacity": 0.72, "circle-stroke-color": colour("--paper"), "circle-stroke-width": 1.5 } });
      libre.on("mousemove", "zones", ({ features }) => this.tell(features?.[0]?.properties.words));
      libre.on("click", "zones", ({ features }) => this.go({ zone: String(features?.[0]?.properties.zone ?? "") }));
      show();
      this.map.dataset.ready = "";
    });
  }

  private look(shapes: Shapes, zone: string | null): void {
    const found = shapes.features.find(({ properties }) => properties.zone === zone);
    this.libre!.removeFeatureState({ source: "zones" });
    if (zone && found) this.libre!.setFeatureState({ source: "zones", id: zone }, { here: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.libre!.fitBounds(bounds(found ? [found] : shapes.features), { padding: found ? 120 : 24, animate: !still });
    this.tell(found?.properties.words);
  }

  private tell(words: string | undefined): void {
    if (words) this.said.textContent = words;
  }

  private go(changes: Record<string, string>): void {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (!("zone" in changes)) asked.delete("zone");
    for (const [name, value] of Object.entries(changes)) asked.set(name, value);
    location.hash = String(asked);
  }
}

/** Return a disc for each number of people or things: its surface stands for the number. */
function discs(shapes: Shapes): unknown {
  const seen = shapes.features.filter(({ properties }) => properties.radius);
  return { type: "FeatureCollection", features: seen.map(({ properties }) =>
    ({ type: "Feature", properties, geometry: { type: "Point", coordinates: properties.at } })) };
}

function field(id: string, words: string, control: HTMLElement): HTMLElement {
  return element("p", {}, element("label", { for: id }, words), control);
}

function words(figures: Figures, view: View, n: number): string {
  const row = view.rows[n];
  const seen = shown(row);
  if (seen) return seen.range ? `${seen.text} (${seen.range})` : seen.text;
  return row && row.length === 2 ? (figures.whys[row[1]] ?? code(row)) : say("compare_nothing");
}

function style(view: View, n: number): string {
  const row = view.rows[n];
  return row ? row[0] : "";
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function colours(): unknown[] {
  return ["match", ["get", "style"], ...CLASSES.flatMap((kind, n) => [kind, colour(`--class-${n + 1}`)]), "plain", colour("--paper"), colour("--wash")];
}

function ground(): never {
  return { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": colour("--paper") } }] } as never;
}

/** Draw what lies around the zones: green and buildings below them, the others above; fine layers from near only. */
async function addGround(libre: LibreMap): Promise<void> {
  for (const layer of GROUND.filter((one) => parvisWords.ground.includes(one))) {
    const nearest = NEAREST[layer];
    if (nearest) void near(libre, nearest).then(() => addLayer(libre, layer));
    else await addLayer(libre, layer);
  }
}

/** Wait until the map is looked at from as near as a zoom: before, a fine layer would be loaded in vain. */
function near(libre: LibreMap, zoom: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (libre.getZoom() < zoom) return;
      libre.off("zoomend", look);
      resolve();
    };
    libre.on("zoomend", look);
    look();
  });
}

async function addLayer(libre: LibreMap, layer: string): Promise<void> {
  const before = layer === "green" || layer === "buildings" ? "zones" : "lines";
  const [tint, minzoom] = [colour(`--${layer}`), NEAREST[layer] ?? 0];
  libre.addSource(layer, { type: "geojson", data: (await ofAll(`shapes/ground-${layer}`)) as never });
  libre.addLayer({ id: layer, minzoom, type: "fill", source: layer, paint: { "fill-color": tint },
    filter: ["==", ["geometry-type"], "Polygon"] }, before);
  libre.addLayer({ id: `${layer}-lines`, minzoom, type: "line", source: layer, filter: ["==", ["geometry-type"], "LineString"],
    paint: { "line-color": tint, "line-width": layer === "streets" ? 1 : 2 } }, before);
}

/** Return a hatching for zones without a number: a pattern, never a colour alone. */
function hatch(): ImageData {
  const canvas = element("canvas", { width: "8", height: "8" });
  const pen = canvas.getContext("2d")!;
  pen.strokeStyle = colour("--hatch");
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, 8, 8);
}

function bounds(features: Shapes["features"]): [[number, number], [number, number]] {
  const points = (features.map(({ geometry }) => geometry.coordinates) as never[]).flat(3) as unknown as [number, number][];
  const [west, south, east, north] = points.reduce(
    ([w, s, e, n], [x, y]) => [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)] as [number, number, number, number],
    [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number]);
  return [[west, south], [east, north]];
}
