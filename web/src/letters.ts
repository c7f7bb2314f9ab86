/** Return a text as it is compared: without accents, case or punctuation, its words apart by one space. */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Return whether every word of a question begins a word of a text; both are plain. */
export function answers(text: string, question: string): boolean {
  const words = text.split(" ");
  return question.split(" ").every((asked) => words.some((word) => word.startsWith(asked)));
}
