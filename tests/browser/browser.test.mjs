/**
 * Shops in a real browser, in a real shop that this run starts for itself, and looks at every page of it.
 *
 * One shop and one browser serve all suites; every test has a window (cookies, history) of its own.
 *
 *   npm ci --ignore-scripts && node --test          everything
 *   node --test --test-name-pattern keyboard        tests with this in their names
 *
 * SHOP_BIN names another shop than target/debug/shop, CHROMIUM another browser than /usr/bin/chromium.
 */

import { after, before } from "node:test";
import { startBrowser } from "./support/browser.mjs";
import { startShop } from "./support/shop.mjs";
import * as find from "./suites/find.mjs";
import * as product from "./suites/product.mjs";
import * as configure from "./suites/configure.mjs";
import * as cartLink from "./suites/cart-link.mjs";
import * as typos from "./suites/typos.mjs";
import * as purchase from "./suites/purchase.mjs";
import * as orders from "./suites/orders.mjs";
import * as locales from "./suites/locales.mjs";
import * as hostile from "./suites/hostile.mjs";
import * as payments from "./suites/payments.mjs";
import * as pages from "./suites/pages.mjs";
import * as prices from "./suites/prices.mjs";
import * as site from "./suites/site.mjs";
import * as words from "./suites/words.mjs";
import * as budgets from "./suites/budgets.mjs";
import * as lighthouse from "./suites/lighthouse.mjs";

const world = { shop: undefined, browser: undefined };

before(async () => {
  world.browser = await startBrowser();
  world.shop = await startShop();
});

after(async () => {
  await world.browser?.close();
  await world.shop?.stop();
});

const buying = [purchase, orders, payments, locales];
const looking = [pages, words, prices, site, budgets, lighthouse];
for (const suite of [find, product, configure, cartLink, typos, ...buying, hostile, ...looking]) {
  suite.register(world);
}
