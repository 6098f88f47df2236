/**
 * The search data as the site build writes them (`search.json`, one column per property), and what follows from them.
 * Products are numbers here: their places in the columns.
 */

/** The address that follows from a title; the site generator leaves it out where it is the right one. */
export const asSlug = (title) => title.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean).join("-");

/** A price as a number to compare by: its digits, so whole minor units. The text itself is what is shown. */
export const minor = (price) => Number(price.replaceAll(/\D/g, ""));

/** The columns with what was left out of them. */
export function complete(columns) {
  const slugs = columns.titles.map((title, id) => columns.slugs[id] || asSlug(title));
  return {
    ...columns,
    slugs,
    pictures: columns.pictures.map((name, id) => (name.startsWith("-") ? slugs[id] + name : name)),
    minor: columns.prices.map(minor),
    minorMost: columns.prices.map((price, id) => minor(columns.most[id] || price)),
  };
}
