/** The freshness contract: a page, the live offer and the cart say the same price, for everything that is sold. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { said } from "../support/texts.mjs";

const OFFERS_MAX = 50; // SKUs in one question
const CART_LINES = 20; // well below what a cart holds
const STOREFRONTS = [
  ["", "en", "eu"],
  ["/en-gb", "en-gb", "gb"],
  ["/en-us", "en-us", "us"],
  ["/de", "de", "eu"],
  ["/ar", "ar", "eu", 12], // a few products are told of in Arabic
];
const SKUS_LEAST = 100;

const chunks = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/** What the pages of a storefront say that each SKU costs. */
async function shownPrices(shop, prefix) {
  const prices = new Map();
  const folders = readdirSync(join(shop.site, prefix, "products"), { withFileTypes: true });
  for (const { name } of folders.filter((entry) => entry.isDirectory())) {
    const html = await (await fetch(`${shop.url}${prefix}/products/${name}/`)).text();
    for (const [, sku, text] of html.matchAll(/data-price="([^"]+)">([^<]+)</g)) {
      assert.ok(!prices.has(sku), `${sku} is on two pages`);
      prices.set(sku, text);
    }
  }
  return prices;
}

/** What the cart page says that each of these costs. */
async function cartPrices(shop, locale, skus) {
  let cookie = "";
  for (const sku of skus) {
    const response = await fetch(`${shop.url}/cart/add`, {
      method: "POST",
      headers: { accept: "application/json", origin: shop.origin, cookie },
      body: new URLSearchParams({ sku, quantity: "1", locale }),
    });
    assert.equal(response.status, 200, sku);
    cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  }
  const html = await (await fetch(`${shop.url}/cart`, { headers: { accept: "text/html", cookie } })).text();
  const named = /name="line" value="([^"]+)"/;
  const each = said(locale.split("-")[0], "cart-each"); // before the price or behind it
  const price = (line) => {
    const texts = [...line.replaceAll(/[\u2066-\u2069]/g, "").matchAll(/>([^<>]+)</g)].map(([, text]) => text.trim());
    const found = texts.find((text) => text.startsWith(`${each} `) || text.endsWith(` ${each}`));
    return found?.replace(each, "").trim();
  };
  return new Map(
    html
      .split('<li class="line">')
      .slice(1)
      .map((line) => [named.exec(line)[1], price(line)]),
  );
}

export function register(world) {
  for (const [prefix, locale, market, least = SKUS_LEAST] of STOREFRONTS) {
    test(`every price on a page is the live one and the one in the cart, in ${locale}`, async (t) => {
      const shown = await shownPrices(world.shop, prefix);
      // What can be written on a product costs more: `atelier-lamp/engraving`. In Arabic no such product is told of.
      const written = [...shown.keys()].filter((key) => key.includes("/"));
      assert.equal(written.length > 0, locale !== "ar");
      written.forEach((key) => shown.delete(key));
      assert.ok(shown.size >= least, `${shown.size} SKUs`);
      const live = new Map();
      for (const skus of chunks([...shown.keys()], OFFERS_MAX)) {
        const { offers } = await world.shop.json(`/offers?market=${market}&locale=${locale}&skus=${skus}`);
        offers.forEach((offer) => live.set(offer.sku, offer.price_text));
      }
      assert.deepEqual(live, shown);
      const carts = await Promise.all(
        chunks([...shown.keys()], CART_LINES).map((skus) => cartPrices(world.shop, locale, skus)),
      );
      assert.deepEqual(new Map(carts.flatMap((cart) => [...cart]).sort()), new Map([...shown].sort()));
      t.diagnostic(`${shown.size} SKUs`);
    });
  }
}
