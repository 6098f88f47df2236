/**
 * A word as it is compared: in lower case, umlauts written out, other letters without their marks, Arabic ones in one
 * form and without the article. The function `search` does the same.
 */
const LETTERS = Object.fromEntries(
  Object.entries({
    ae: "äæ",
    oe: "öœ",
    ue: "ü",
    ss: "ß",
    a: "àáâãå",
    c: "ç",
    e: "èéêë",
    i: "ìíîï",
    n: "ñ",
    o: "òóôõø",
    u: "ùúû",
    "\u0627": "\u0622\u0623\u0625", // alef
    "\u0647": "\u0629", // ta marbuta
    "\u064a": "\u0649", // alef maksura
    "": "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652", // lengthening and vowel signs
  }).flatMap(([plain, letters]) => [...letters].map((letter) => [letter, plain])),
);
const ARTICLE = /^\u0627\u0644(?=..)/u;

export const fold = (word) =>
  [...word.toLowerCase()].map((letter) => LETTERS[letter] ?? letter).join("").replace(ARTICLE, "");
