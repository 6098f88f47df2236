/**
 * Finds products: by words with mistakes in them, and by what they are narrowed down to. The function `search` ranks the
 * same way, for pages without script.
 */
import MiniSearch from "minisearch";
import { fold } from "./fold.mjs";

// A third of a word may be wrong: more finds what nobody meant, less misses a typo in a word of four letters.
const FUZZY = 0.34;
const SEARCH = { prefix: true, fuzzy: FUZZY, boost: { title: 3 }, processTerm: fold };

/** An index over the data's products. */
export function indexOf(data) {
  const index = new MiniSearch({ fields: ["title", "kind", "choice"], processTerm: fold, searchOptions: SEARCH });
  const chosen = (id) => data.facets.flatMap(({ values }, facet) => data.choices[id][facet].map((at) => values[at]));
  index.addAll(
    data.titles.map((title, id) => ({
      id,
      title,
      kind: data.categories[data.category[id]].name,
      choice: chosen(id).join(" "),
    })),
  );
  return index;
}

/** A text in which two neighboring letters changed places, in every way; a short word is two mistakes away from these. */
const swapped = (text) => [...text.slice(1)].map((_, at) => text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2));

/** The products that fit the words, best first: those with all of them, or else those with any. */
export function ranked(index, words) {
  for (const look of [
    () => index.search(words, { combineWith: "AND" }),
    () => index.search(words),
    () => index.search({ combineWith: "OR", queries: swapped(words), fuzzy: false }),
  ]) {
    const found = look();
    if (found.length > 0) {
      return found.map(({ id }) => id);
    }
  }
  return [];
}

const SORTS = {
  "price-up": (data) => (a, b) => data.minor[a] - data.minor[b],
  "price-down": (data) => (a, b) => data.minorMost[b] - data.minorMost[a],
  name: (data) => (a, b) => data.titles[a].localeCompare(data.titles[b], document.documentElement.lang),
};

/** Reads what an address asks for. */
export function wishOf(parameters, data) {
  const units = (name) => {
    const text = parameters.get(name)?.trim() ?? "";
    return /^\d{1,9}$/.test(text) ? Number(text) * 10 ** data.decimals : undefined;
  };
  return {
    category: parameters.get("category") ?? "",
    chosen: new Map(data.facets.map(({ key }) => [key, parameters.getAll(key)])),
    least: units("min"),
    most: units("max"),
    inStock: parameters.has("stock"),
    sort: parameters.get("sort") ?? "",
  };
}

const facetFits = (data, wish, id, facet) => {
  const wanted = wish.chosen.get(data.facets[facet].key) ?? [];
  return wanted.length === 0 || data.choices[id][facet].some((at) => wanted.includes(data.facets[facet].values[at]));
};

/** Whether a product fits the wish in everything but one facet (by its place; -1 for none). */
function fits(data, wish, id, apart = -1) {
  return (
    (wish.category === "" || data.categories[data.category[id]].slug === wish.category) &&
    (wish.least === undefined || data.minorMost[id] >= wish.least) &&
    (wish.most === undefined || data.minor[id] <= wish.most) &&
    data.facets.every((_, facet) => facet === apart || facetFits(data, wish, id, facet))
  );
}

/** The products that fit, in the wished order. */
export function narrowed(data, products, wish) {
  const found = products.filter((id) => fits(data, wish, id));
  const order = SORTS[wish.sort];
  return order ? found.sort(order(data)) : found;
}

/** How many products each value of each facet would show, all else staying as it is. */
export function counts(data, products, wish) {
  const counted = new Map();
  const add = (key, value) => counted.set(`${key}=${value}`, (counted.get(`${key}=${value}`) ?? 0) + 1);
  for (const id of products) {
    data.facets.forEach(({ key, values }, facet) => {
      if (fits(data, wish, id, facet)) {
        data.choices[id][facet].forEach((at) => add(key, values[at]));
      }
    });
  }
  return counted;
}

