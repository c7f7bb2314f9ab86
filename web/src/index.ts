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

/** Return the zone that a key names; undefined where there is none. */
export function findZone(index: Index, key: string): Named | undefined {
  const [id, code] = [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)];
  const zoning = index.zonings.find((one) => one.id === id);
  const at = zoning?.zones.findIndex((zone) => zone[0] === code) ?? -1;
  const zone = zoning?.zones[at];
  return zone && { key, zoning: id, name: fullName(zone), short: zone[1], address: zone[3], at };
}
