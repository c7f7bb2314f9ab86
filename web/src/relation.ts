/** A figure with the range that readers see of it, or null where its error was never told. */
export type Sides = readonly [value: number, lower: number, upper: number] | null;

/** The least and the greatest number that readers see of a figure. */
export type Span = readonly [lower: number, upper: number] | null;

export type Relation = "more" | "less" | "unclear" | "unsaid";

/**
 * Return how a figure stands to another, their errors having a correlation: the rule of estimate/comparing.py, with the
 * same cases in its tests. At -1 they differ where their ranges have no number in common.
 */
export function relation(here: Sides, other: Sides, together: number): Relation {
  if (!here || !other) return "unsaid";
  const gap = here[0] - other[0];
  const slack = 1e-9 * Math.max(1, Math.abs(gap));
  if (gap > apart(here[0] - here[1], other[2] - other[0], together) + slack) return "more";
  if (-gap > apart(here[2] - here[0], other[0] - other[1], together) + slack) return "less";
  return "unclear";
}

function apart(one: number, other: number, together: number): number {
  return Math.sqrt(Math.max(one * one + other * other - 2 * together * one * other, 0));
}
