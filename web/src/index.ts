import { ofLanguage } from "./data";

/** A zone: id, name, communes (empty where they say nothing more), its sheet's address or nothing. */
export type Zone = [id: string, name: string, communes: string, address: string];

export interface Zoning {
  id: string;
  name: string;
  page: string;
  zones: Zone[];
}

export interface Indicator {
  id: string;
  name: string;
  question: string;
  theme: string;
  zonings: string[];
}

/** What can be searched and chosen; written by publish/web_index.py. */
export interface Index {
  zonings: Zoning[];
  indicators: Indicator[];
  states: [code: string, name: string, meaning: string][];
}

export function readIndex(): Promise<Index> {
  return ofLanguage<Index>("index");
}

/** Return a zone's name with its communes. */
export function fullName([, name, communes]: Zone): string {
  return communes ? `${name} (${communes})` : name;
}

/** A zone that was named: its key (ZONING/ZONE), its names, its sheet's address if any, its place in its zoning. */
export interface Named {
  key: string;
  zoning: string;
  /** With its communes. */
  name: string;
  /** Without them. */
  short: string;
  address: string;
  at: number;
}

/**
 * Return the zone that a key names; undefined where there is none.
 *
 * What remains of a commune bears the name of the neighbourhood that is left out, and generations of zones share names:
 * where a zoning before has the name, that of its own zoning is said with it.
 */
export function findZone(index: Index, key: string): Named | undefined {
  const [id, code] = [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)];
  const zoning = index.zonings.find((one) => one.id === id);
  const at = zoning?.zones.findIndex((zone) => zone[0] === code) ?? -1;
  const zone = zoning?.zones[at];
  if (!zoning || !zone) return undefined;
  const before = index.zonings.slice(0, index.zonings.indexOf(zoning));
  const kind = before.some((one) => one.zones.some((other) => other[1] === zone[1])) ? ` – ${zoning.name}` : "";
  return { key, zoning: id, name: fullName(zone) + kind, short: zone[1] + kind, address: zone[3], at };
}
