/**
 * Narrows and sorts the products of a category or a search in the page, as its form says; the address follows, so that it
 * can be sent and gone back to. Pages that scripts do not touch get the same from the function `search`.
 */
import { counted, text } from "../texts.mjs";
import { counts, narrowed, ranked, wishOf } from "./engine.mjs";

const ON_A_PAGE = 24;
const OFFER_SKUS_MAX = 50; // what /offers answers in one call
const LOOKED_UP_MAX = 200; // SKUs whose stock is asked for; products behind them stay, and tell their stock themselves
const FIXED = ["locale", "q", "category"]; // what the form brings along and nobody chooses

const one = (selector, root = document) => root.querySelector(selector);

/** What the form says, without what is empty. */
function asked(form) {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value !== "") {
      parameters.append(name, value);
    }
  }
  return parameters;
}

/** The form as an address says. */
function restore(form, parameters) {
  for (const field of form.elements) {
    if (field.type === "checkbox") {
      field.checked = parameters.getAll(field.name).includes(field.value);
    } else if (field.name && field.type !== "hidden" && parameters.has(field.name)) {
      field.value = parameters.get(field.name);
    }
  }
}

/** Whether a field says something else than the page was made with: by its address, or before this script was there. */
function touched({ type, checked, defaultChecked, value, defaultValue, options }) {
  if (type === "checkbox") {
    return checked !== defaultChecked;
  }
  if (value === undefined) {
    return false; // a fieldset
  }
  const made = options && ([...options].find(({ defaultSelected }) => defaultSelected) ?? options[0]).value;
  return value !== (made ?? defaultValue ?? "");
}

/** The products of which something is left, as far as they are looked up. */
async function inStock(products, skus) {
  const { locale, market } = document.documentElement.dataset;
  const ids = [];
  const wanted = [];
  for (const id of products) {
    if (wanted.length + skus[id].length > LOOKED_UP_MAX) {
      break;
    }
    ids.push(id);
    wanted.push(...skus[id]);
  }
  const left = new Set();
  for (let start = 0; start < wanted.length; start += OFFER_SKUS_MAX) {
    const part = wanted.slice(start, start + OFFER_SKUS_MAX).join(",");
    const response = await fetch(`/offers?market=${market}&locale=${locale}&skus=${encodeURIComponent(part)}`);
    for (const { sku, stock } of (await response.json()).offers) {
      if (stock !== "out" && stock !== "gone") {
        left.add(sku);
      }
    }
  }
  const gone = new Set(ids.filter((id) => !skus[id].some((sku) => left.has(sku))));
  return products.filter((id) => !gone.has(id));
}

/** A card as the page has it, filled with another product. */
function filled(pattern, data, skus, id) {
  const card = pattern.cloneNode(true);
  card.removeAttribute("data-state");
  card.dataset.skus = skus[id].join(",");
  const link = one("a", card);
  link.href = `${data.prefix}/products/${data.slugs[id]}/`;
  const picture = one("img", card);
  picture.removeAttribute("srcset");
  picture.src = `/pictures/${data.pictures[id]}.webp`;
  one(".card-name", card).textContent = data.titles[id];
  const price = document.createElement("bdi");
  price.dataset.from = "";
  price.textContent = data.prices[id];
  one(".card-price", card).replaceChildren(data.most[id] ? `${text("card-from")} ` : "", price);
  const stock = one("[data-stock]", card);
  stock.textContent = "";
  const note = document.createElement("span");
  const facet = data.choices[id].findIndex((values) => values.length > 0);
  note.textContent = facet < 0 ? "" : data.choices[id][facet].map((at) => data.facets[facet].values[at]).join(text("list-comma"));
  one(".card-note", card).replaceChildren(stock, note);
  return card;
}

/** Follows the form of these results from now on. */
export function filter(results, data, index, loadSkus) {
  const form = one("[data-filters]", results);
  if (!form) {
    return; // nothing was found that could be narrowed
  }
  const grid = one("[data-grid]", results);
  const pattern = one("template", results)?.content.firstElementChild ?? one(".card", grid);
  const shown = new Map([...grid.children].map((card) => [new URL(one("a", card).href).pathname, card]));
  const words = form.elements.namedItem("q")?.value ?? "";
  const products = words ? ranked(index, words) : data.titles.map((_, id) => id);
  const more = document.createElement("button");
  more.type = "button";
  more.className = "button quiet";
  more.textContent = text("find-more");
  let visible = ON_A_PAGE;
  let turn = 0;

  async function show() {
    turn += 1;
    const mine = turn;
    const parameters = asked(form);
    const wish = wishOf(parameters, data);
    const skus = await loadSkus();
    let found = narrowed(data, products, wish);
    if (wish.inStock) {
      found = await inStock(found, skus);
    }
    if (mine !== turn) {
      return; // something else was chosen meanwhile
    }
    const cards = found.slice(0, visible).map((id) => {
      const place = `${data.prefix}/products/${data.slugs[id]}/`;
      const card = shown.get(place) ?? filled(pattern, data, skus, id);
      shown.set(place, card);
      return card;
    });
    grid.replaceChildren(...cards);
    const left = counts(data, products, wish);
    for (const place of results.querySelectorAll("[data-count]")) {
      place.textContent = left.get(place.dataset.count) ?? 0;
    }
    one("[data-total]", results).textContent = counted("products-count", found.length);
    one("[data-none]", results).hidden = found.length > 0;
    one(".pages", results)?.remove();
    if (found.length > visible) {
      grid.after(more);
    } else {
      more.remove();
    }
    document.dispatchEvent(new Event("cards"));
  }

  const follow = () => {
    visible = ON_A_PAGE;
    const parameters = asked(form);
    if (results.dataset.results === "category") {
      FIXED.forEach((name) => parameters.delete(name)); // its address says them
    }
    history.replaceState(null, "", parameters.size > 0 ? `?${parameters}` : location.pathname);
    show();
  };
  more.addEventListener("click", () => {
    const last = grid.lastElementChild;
    visible += ON_A_PAGE;
    show().then(() => one("a", last.nextElementSibling ?? last)?.focus());
  });
  form.addEventListener("change", follow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    follow();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    for (const open of form.querySelectorAll("details[open]")) {
      open.open = open.contains(target);
    }
  });
  form.addEventListener("keydown", ({ key, target }) => {
    const open = key === "Escape" && target.closest("details[open]");
    if (open) {
      open.open = false;
      one("summary", open).focus();
    }
  });
  if (results.dataset.results === "category" && location.search.length > 1) {
    restore(form, new URLSearchParams(location.search));
  }
  if ([...form.elements].some(touched)) {
    follow();
  }
}
