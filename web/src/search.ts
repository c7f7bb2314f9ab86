import type { Index } from "./index";
import { answers, plain } from "./letters";

/** Something that can be found: what is read, and where it lies from the language's folder. */
export interface Entry {
  name: string;
  beside: string;
  address: string;
  /** The name, and the name with all else by which it is found, as they are compared. */
  plainName: string;
  plainAll: string;
}

/** Return all that can be found: zones that have a sheet, and indicators. */
export function entriesOf(index: Index): Entry[] {
  const zones = index.zonings.flatMap((zoning) =>
    zoning.zones
      .filter(([, , , address]) => address)
      .map(([id, name, communes, address]) => entry(name, communes || zoning.name, address, `${communes} ${id}`)),
  );
  const indicators = index.indicators.map(({ id, name, question, theme }) =>
    entry(name, question, `indicators/${id}.html`, `${question} ${theme}`),
  );
  return [...zones, ...indicators];
}

function entry(name: string, beside: string, address: string, more: string): Entry {
  return { name, beside, address, plainName: plain(name), plainAll: plain(`${name} ${more}`) };
}

/** Return the entries that answer a question, the best first: by how its words are met, then as they stand. */
export function found(entries: Entry[], question: string): Entry[] {
  const asked = plain(question);
  if (!asked) return [];
  const ranked = entries.filter(({ plainAll }) => answers(plainAll, asked)).map((one) => ({ one, rank: rank(one, asked) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ one }) => one);
}

function rank({ plainName }: Entry, asked: string): number {
  if (plainName === asked) return 0;
  if (plainName.startsWith(asked)) return 1;
  return answers(plainName, asked) ? 2 : 3;
}
