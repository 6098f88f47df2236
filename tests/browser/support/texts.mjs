/** The shop's texts as their files have them, and whether a page still says something in English. */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./shop.mjs";

const MESSAGE = /^([a-z][a-z0-9-]*) =(.*(?:\n(?: .*)?)*)/gm;
const WORDS_LEAST = 2; // one word alone may be the same in two languages

/** Every text of a language, by its key: what stands between its marked places and forms. */
function texts(language) {
  const folder = join(ROOT, "site/texts", language);
  const found = new Map();
  for (const file of readdirSync(folder)) {
    for (const [, key, pattern] of readFileSync(join(folder, file), "utf8").matchAll(MESSAGE)) {
      const pieces = pattern
        .split(/\{[^{}]*?->|\{[^{}]*\}|^\s*\*?\[[a-z0-9]+\]|^\s*\}/m)
        .map((piece) => piece.replaceAll(/\s+/g, " ").trim())
        .filter(Boolean);
      found.set(key, pieces);
    }
  }
  return found;
}

/** A text without places, in a language. */
export const said = (language, key) => texts(language).get(key)?.join(" ");

/** English sentences that a language says otherwise. */
function english(language) {
  const own = texts(language);
  const pieces = [...texts("en")].flatMap(([key, found]) => found.filter((piece) => !own.get(key)?.includes(piece)));
  return [...new Set(pieces)].filter((piece) => piece.split(" ").length >= WORDS_LEAST);
}

/** What of a page's text is English and should be in this language. */
export async function leftInEnglish(page, language) {
  const shown = await page.evaluate(() => {
    const named = [...document.querySelectorAll("[aria-label], [placeholder], [title], img[alt]")];
    const names = named.flatMap((element) => ["aria-label", "placeholder", "title", "alt"].map((name) => element.getAttribute(name)));
    return [document.title, document.body.textContent, ...names].filter(Boolean).join("\n").replaceAll(/\s+/g, " ");
  });
  return english(language).filter((sentence) => shown.includes(sentence));
}
