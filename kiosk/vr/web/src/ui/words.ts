// The page's own words in the candidate's language.
import en from "../texts/en.json";
import es from "../texts/es.json";
import fr from "../texts/fr.json";

export type Words = typeof es;
export type Key = keyof Words;

const ALL: Readonly<Record<string, Words>> = { es, en, fr };

/** The words of a language; Spanish where there is none. */
export function wordsOf(language: string): Words {
  return ALL[language.slice(0, 2)] ?? es;
}

/** Before the kiosk has said a language, the browser's own. */
export function browserWords(): Words {
  return wordsOf(navigator.language);
}
