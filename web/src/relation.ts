/** The least and the greatest number that readers see of a figure; null where its error was never told. */
export type Span = readonly [lower: number, upper: number] | null;

export type Relation = "more" | "less" | "unclear" | "unsaid";

/** Return how a figure stands to another: the rule of publish/sentences.py, with the same cases in its tests. */
export function relation(here: Span, other: Span): Relation {
  if (!here || !other) return "unsaid";
  if (here[0] > other[1]) return "more";
  if (here[1] < other[0]) return "less";
  return "unclear";
}
