import { ofAll } from "./data";
import { findZone, type Index } from "./index";
import { answers, plain } from "./letters";
import type { Entry } from "./search";
import { say } from "./words";

/** Addresses of a street in the same zones: their numbers, by spaces (empty: all), and the zones as ZONING/ZONE. */
type Part = [numbers: string, zones: string[]];

/** A street of a commune; written by publish/web.py. */
export type Street = [name: string, commune: string, parts: Part[]];

/** Return all streets that can be looked up. */
export function readStreets(): Promise<Street[]> {
  return ofAll<Street[]>("streets");
}

/** An address as typed: its number, with its letter or word, and the rest. */
export function split(question: string): [number: string, street: string] {
  const [, number = "", repeat = "", street = ""] =
    /^\s*(\d+)\s*(bis|ter|quater|[a-z](?=\s))?[\s,]+(.*)$/i.exec(question) ?? ["", "", "", question];
  return [(number + repeat).toLowerCase(), street];
}

/** Return what answers an address: for each zone in which the street, or the number asked for, lies, its sheet. */
export function addressesFound(index: Index, streets: Street[], question: string, most: number): Entry[] {
  const [number, street] = split(question);
  const asked = plain(street);
  if (asked.replace(/\s/g, "").length < 3) return [];
  const met = streets.filter(([name, commune]) => answers(plain(`${name} ${commune}`), asked));
  return met.slice(0, most).flatMap((one) => entriesOf(index, one, number));
}

function entriesOf(index: Index, [name, commune, parts]: Street, number: string): Entry[] {
  const there = number ? parts.filter(([numbers]) => !numbers || numbers.split(" ").includes(number)) : [];
  const exact = there.length > 0;
  const seen = exact ? there : parts;
  const told = exact && seen[0]![0] ? `${number} ${name}` : name;
  const whole = seen.length === 1;
  const entries = seen.flatMap(([, zones]) => zones.flatMap((key) => {
    const zone = findZone(index, key);
    return zone ? [entry(told, whole ? say("search_whole", { commune, zone: zone.name }) : say("search_part", { commune, zone: zone.name }), zone.address)] : [];
  }));
  const home = index.zonings.find((zoning) => zoning.page)?.page ?? "";
  return entries.length ? entries : [entry(told, say("search_nowhere", { commune }), home)];
}

function entry(name: string, beside: string, address: string): Entry {
  return { name, beside: beside.replace(/^\s*[–-]\s*/, ""), address, plainName: plain(name), plainAll: "" };
}
