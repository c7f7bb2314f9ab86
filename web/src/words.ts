/** The words of the scripts, which the build writes in the page's language: no word stands in a script. */
interface Told {
  language: string;
  /** Where the site will be; empty where the territory does not say. */
  site: string;
  territory: string;
  built: string;
  /** Whether addresses can be looked up. */
  addresses: boolean;
  /** The layers that lie around the zones. */
  ground: string[];
  words: Record<string, string>;
}

declare global {
  /** Written by the build into data/web/LANGUAGE/words.js. */
  var parvisWords: Told;
}

/** Return the words under a key, their {blanks} filled. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const words = parvisWords.words[key];
  if (words === undefined) throw new Error(`no words for ${key}`);
  return filled(words, values);
}

/** Return the words for a number: those under KEY_one where the language uses its singular, or else KEY_many. */
export function sayCount(key: string, number: number, values: Record<string, string | number> = {}): string {
  const one = new Intl.PluralRules(parvisWords.language).select(number) === "one";
  return say(`${key}_${one ? "one" : "many"}`, { number: written(number), ...values });
}

/** Return a whole number in the page's language, as the build writes numbers. */
export function written(number: number): string {
  return new Intl.NumberFormat(parvisWords.language === "fr" ? "fr-FR" : "en-GB").format(number);
}

/** Return words with their {blanks} filled. */
export function filled(words: string, values: Record<string, string | number>): string {
  return words.replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank));
}

/** Return words with the French "que" as it is written before a vowel, whatever name stands there. */
export function elided(words: string): string {
  return parvisWords.language === "fr" ? words.replace(/\bque (?=[aeiouàâéèêëîïôûœ])/giu, "qu’") : words;
}
