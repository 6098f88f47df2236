/** What a script says, in the language of its page: the page holds the texts, of the same files as its own. */

const { lang } = document.documentElement;
const said = JSON.parse(document.getElementById("texts").textContent);
const forms = new Intl.PluralRules(lang);

const fill = (sentence, places) =>
  Object.entries(places).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, () => value), sentence);

/** The text with this key, its marked places filled. */
export const text = (key, places = {}) => fill(said[key], places);

/** The text with this key in the form for a number, which stands in it. */
export function counted(key, count) {
  const all = said[key];
  return fill(all[count] ?? all[forms.select(count)] ?? all.other, { count });
}
