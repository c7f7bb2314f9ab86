import { ofLanguage } from "./data";
import type { Span } from "./relation";

/** A zone's figure: nothing said, a state, or a number; written by publish/web_figures.py. */
export type Row = 0 | [style: string, why: number] | [
  style: string, text: string, range: string, value: number, lower: number | null, upper: number | null,
  method: number, altered?: 1,
];

export interface View {
  period: string;
  when: string;
  category: string;
  label: string;
  classes: [style: string, label: string, count: number][];
  rows: Row[];
  tied?: Record<string, [row: number, other: number, hundredths: number][]>;
}

export interface Figures {
  name: string;
  question: string;
  unit: string;
  kind: string;
  page: string;
  sources: string[];
  zonings: Record<string, View[]>;
  whys: string[];
  methods: string[];
}

export interface Shown {
  text: string;
  range: string;
  value: number;
  span: Span;
}

/** Return an indicator's figures. */
export function readFigures(indicator: string): Promise<Figures> {
  return ofLanguage<Figures>(`figures/${indicator}`);
}

/** Return whether figures of places of unlike size may be set side by side: counts may not. */
export function comparable({ kind }: Figures): boolean {
  return ["share", "mean", "level", "area_share", "median", "index", "access"].includes(kind);
}

/** Return the number of a row; undefined where there is none. */
export function shown(row: Row | undefined): Shown | undefined {
  if (!row || row.length < 3) return undefined;
  const [, text, range, value, lower, upper] = row as Exclude<Row, 0 | [string, number]>;
  return { text, range, value, span: lower === null || upper === null ? null : [lower, upper] };
}

/** Return the correlation of the errors of two zones' figures; -1, the most cautious, where nothing is known of it. */
export function together(view: View | undefined, row: number, zoning: string, other: number, own: boolean): number {
  const pairs = view?.tied?.[zoning];
  if (!pairs) return -1;
  const found = pairs.find(([one, two]) => (one === row && two === other) || (own && one === other && two === row));
  return found ? found[2] / 100 : 0;
}

/** Return the code of the state that stands in place of a number; empty where there is a number. */
export function code(row: Row | undefined): string {
  if (!row) return "";
  return row.length === 2 ? row[0].replace(/^s-/, "") : "";
}
