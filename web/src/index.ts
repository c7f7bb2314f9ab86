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
