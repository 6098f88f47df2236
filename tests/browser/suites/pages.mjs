/**
 * Every kind of page in every state that a shopper sees, narrow and wide, light and dark: nothing for axe to
 * complain about, sound HTML, nothing wider than the window. Each is photographed into `.shop/screenshots/`.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NARROW, WIDE, visiting } from "../support/browser.mjs";
import { against, unsound, unsoundAsShown } from "../support/html.mjs";
import { ROOT, until } from "../support/shop.mjs";
import { CONFIRMED, GOOD_CARD, add, fill, order, pay, saysOnOrderPage, somebody } from "../support/shopper.mjs";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const SCREENSHOTS = join(ROOT, ".shop/screenshots");
const WINDOWS = [["390", NARROW], ["1280", WIDE]];
const ALSO_DARK = ["home", "product-de", "home-ar", "category", "search", "product", "product-zoomed", "search-suggestions", "cart", "checkout", "order-confirmed"];

/** Every page that was looked at, as it was sent. */
const looked = new Map();

/** What axe has to say, as sentences. Runs in the page. */
async function violations() {
  const { violations: found } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`),
  );
}

/** Elements that reach beyond the window, or text that is cut off. Runs in the page. */
function tooWide() {
  const width = document.documentElement.clientWidth;
  const hidden = (element) => element.closest(".visually-hidden, .skip, dialog:not([open]), details:not([open]) > :not(summary)");
  const beyond = [...document.querySelectorAll("body *")].filter((element) => {
    const { left, right, width: own } = element.getBoundingClientRect();
    return own > 0 && !hidden(element) && (right > width + 1 || left < -1);
  });
  const cut = [...document.querySelectorAll("button, a, summary, select, p, dd, dt, h1, h2, li, span")].filter(
    (element) =>
      !hidden(element) && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow !== "visible",
  );
  const named = (element) => `${element.tagName.toLowerCase()}.${element.className} "${element.textContent.trim().slice(0, 40)}"`;
  const scrolls = document.documentElement.scrollWidth > width ? [`the page scrolls sideways at ${width}`] : [];
  return [...scrolls, ...beyond.map(named), ...cut.map(named)];
}

/** Pictures that are there but do not load. Runs in the page; scrolls so that lazy ones are wanted. */
async function brokenPictures() {
  document.querySelectorAll("img").forEach((image) => {
    image.loading = "eager";
  });
  const pictures = [...document.images];
  await Promise.all(pictures.map((image) => image.decode().catch(() => undefined)));
  return pictures.filter((image) => image.naturalWidth === 0).map((image) => image.currentSrc || image.src);
}

/** Looks at the page that is shown, as `name`; answers everything that is wrong with it. */
export async function inspect(page, visit, name) {
  const faults = [];
  const say = (where, found) => faults.push(...found.map((sentence) => `${name}, ${where}: ${sentence}`));
  const source = await visit.source();
  looked.set(name, source);
  faults.push(...unsound(name, source), ...unsoundAsShown(`${name} as shown`, await page.content()));
  await page.evaluate(AXE);
  for (const [label, viewport] of WINDOWS) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      say(`${label} ${colorScheme}`, await page.evaluate(violations));
      if (colorScheme === "light") {
        say(label, await page.evaluate(tooWide));
        say(label, await page.evaluate(brokenPictures));
      }
      if (colorScheme === "light" || ALSO_DARK.includes(name)) {
        const dark = colorScheme === "dark" ? "-dark" : "";
        const whole = !(await page.locator("dialog[open]").count());
        await page.evaluate(() => scrollTo(0, 0));
        // Hiding the caret would leave inline styles behind, which the next look would find.
        const path = join(SCREENSHOTS, `${name}-${label}${dark}.png`);
        await page.screenshot({ path, fullPage: whole, caret: "initial" });
      }
    }
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize(WIDE);
  return faults;
}

const STATIC = [
  ["home", "/"],
  ["home-us", "/en-us/"],
  ["category", "/categories/lamps/"],
  ["category-narrowed", "/categories/ceramics/?color=Tide&sort=name"],
  ["search", "/search?q=linen"],
  ["search-nothing", "/search?q=xylophone"],
  ["product", "/products/harbor-mug/"],
  ["product-many-options", "/products/atelier-lamp/"],
  ["product-one-variant", "/products/on-clay/"],
  ["content", "/shipping-and-returns/"],
  ["content-long", "/terms/"],
  ["about", "/about/"],
  ["offline", "/offline/"],
];

export async function settled(page, visit, path) {
  const response = await visit.go(path);
  await page.waitForLoadState("networkidle");
  return response;
}

export function register(world) {
  test("static pages are fit to be seen", () =>
    visiting(world, { expected: [404] }, async (page, visit) => {
      rmSync(SCREENSHOTS, { recursive: true, force: true });
      mkdirSync(SCREENSHOTS, { recursive: true });
      const faults = [];
      for (const [name, path] of STATIC) {
        assert.equal((await settled(page, visit, path)).status(), 200, path);
        faults.push(...(await inspect(page, visit, name)));
      }
      await settled(page, visit, "/products/harbor-mug/");
      await page.locator("[data-zoom]").first().click();
      faults.push(...(await inspect(page, visit, "product-zoomed")));
      await settled(page, visit, "/");
      await page.locator("#q").click();
      await page.locator("#q").pressSequentially("bowl");
      await page.locator(".found a").first().waitFor();
      faults.push(...(await inspect(page, visit, "search-suggestions")));
      await settled(page, visit, "/categories/ceramics/");
      await page.locator(".filter summary").first().click();
      faults.push(...(await inspect(page, visit, "category-filter")));
      assert.equal((await settled(page, visit, "/no-such-page/")).status(), 404);
      faults.push(...(await inspect(page, visit, "not-found")));
      assert.deepEqual(faults, []);
    }));

  test("products of which few or none are left say so, and are fit to be seen", () =>
    visiting(world, {}, async (page, visit) => {
      const faults = [];
      const soldOut = await firstOf(world.shop, "out");
      await settled(page, visit, `/products/${soldOut.slug}/?variant=${soldOut.sku}`);
      assert.ok(await page.getByRole("button", { name: "Sold out" }).isDisabled());
      faults.push(...(await inspect(page, visit, "product-sold-out")));
      const few = await firstOf(world.shop, "low");
      await settled(page, visit, `/products/${few.slug}/?variant=${few.sku}`);
      assert.match(await page.locator(`[data-offer="${few.sku}"]`).innerText(), /Only (one|\d+) left/);
      faults.push(...(await inspect(page, visit, "product-few-left")));
      assert.deepEqual(faults, []);
    }));

  test("the cart is fit to be seen: empty, full, with notices, in the drawer", () =>
    visiting(world, {}, async (page, visit) => {
      const faults = [];
      await settled(page, visit, "/cart");
      faults.push(...(await inspect(page, visit, "cart-empty")));
      await add(page, visit, "dune-table-lamp", "DUNE-RUST");
      await page.locator("[data-cart] .line").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Add to cart" }).click();
      await page.locator('[data-cart] [name=quantity]').waitFor();
      faults.push(...(await inspect(page, visit, "drawer")));
      await add(page, visit, "washed-throw", await firstSku(world.shop, "washed-throw"));
      await page.locator("[data-cart] .line").nth(1).waitFor();
      await add(page, visit, "harbor-mug", "MUG-EMBER-L");
      await page.locator("[data-cart] .line").nth(2).waitFor();
      await settled(page, visit, "/cart");
      faults.push(...(await inspect(page, visit, "cart")));
      await page.getByRole("link", { name: "Continue on another device" }).click();
      await page.getByRole("img", { name: /^QR code/ }).waitFor();
      faults.push(...(await inspect(page, visit, "cart-link")));
      const link = await page.locator("#cart-link").inputValue();
      await visiting(world, {}, async (elsewhere, opened) => {
        await elsewhere.goto(link);
        await elsewhere.locator(".arrived img").nth(2).waitFor();
        faults.push(...(await inspect(elsewhere, opened, "cart-arrived")));
      });
      await page.getByRole("button", { name: /^Remove Dune/ }).click();
      await page.getByText(/^Removed/).waitFor();
      faults.push(...(await inspect(page, visit, "cart-removed")));
      await page.getByRole("button", { name: /^Undo/ }).click();
      await page.locator(".line").nth(2).waitFor();
      await settled(page, visit, "/cart?locale=en-gb");
      await page.getByText("Prices changed: they are in GBP now.").waitFor();
      faults.push(...(await inspect(page, visit, "cart-price-changed")));
      assert.deepEqual(faults, []);
    }));

  test("a cart that cannot be ordered says what to do, and is fit to be seen", () =>
    visiting(world, {}, async (page, visit) => {
      const few = await firstOf(world.shop, "low");
      await add(page, visit, few.slug, few.sku);
      await page.locator("[data-cart] .line").waitFor();
      await visit.go("/cart");
      await page.locator("[name=quantity]").fill("60");
      await page.getByText(/Lower the quantity/).waitFor();
      assert.equal(await page.getByRole("link", { name: "Checkout" }).count(), 0);
      assert.deepEqual(await inspect(page, visit, "cart-too-many"), []);
    }));

  test("the checkout is fit to be seen: empty, with mistakes, in another country", () =>
    visiting(world, { expected: [422] }, async (page, visit) => {
      const faults = [];
      await add(page, visit, "harbor-mug", "MUG-TIDE-L");
      await page.locator("[data-cart] .line").waitFor();
      await settled(page, visit, "/checkout");
      faults.push(...(await inspect(page, visit, "checkout")));
      await page.locator("#email").fill("rosa@");
      await page.locator("#name").fill("Rosa Example");
      assert.match(await page.locator("#email-error").innerText(), /Enter an email address/);
      await page.locator('button[formaction="/checkout/place"]').click();
      await page.locator(".error-summary").waitFor();
      assert.ok(await page.evaluate(() => document.activeElement.matches(".error-summary")), "the summary has the focus");
      assert.equal(await page.locator("#name").inputValue(), "Rosa Example");
      faults.push(...(await inspect(page, visit, "checkout-mistakes")));
      await page.locator(".error-summary a").first().click();
      assert.ok(await page.evaluate(() => document.activeElement.matches("#email")), "its link leads to the field");
      await page.locator("#country").selectOption("IT");
      await page.locator("#region").waitFor();
      await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
      assert.equal(await page.locator("#name").inputValue(), "Rosa Example");
      await page.locator("[name=delivery]").last().check();
      await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
      faults.push(...(await inspect(page, visit, "checkout-italy")));
      assert.deepEqual(faults, []);
    }));

  test("the order page is fit to be seen: waiting, confirmed, by bank transfer, canceled", () =>
    visiting(world, {}, async (page, visit) => {
      const faults = [];
      await order(page, visit, { slug: "harbor-mug", sku: "MUG-CHALK-L" });
      const payment = page.url();
      await page.getByRole("link", { name: /^Cancel and go back/ }).click();
      await saysOnOrderPage(page, visit, "Waiting for your payment.");
      faults.push(...(await inspect(page, visit, "order-waiting")));
      await page.goto(payment);
      await pay(page, GOOD_CARD);
      await saysOnOrderPage(page, visit, CONFIRMED);
      faults.push(...(await inspect(page, visit, "order-confirmed")));
      await add(page, visit, "linen-cushion", await firstSku(world.shop, "linen-cushion"));
      await page.locator("[data-cart] .line").waitFor();
      await visit.go("/checkout");
      await fill(page, somebody());
      await page.locator('[name=method][value="bank_transfer"]').check();
      await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
      await page.locator('button[formaction="/checkout/place"]').click();
      await saysOnOrderPage(page, visit, "Thank you. One transfer, and it is yours.");
      faults.push(...(await inspect(page, visit, "order-bank-transfer")));
      const address = page.url();
      await page.getByRole("button", { name: "Change my cart" }).click();
      await page.waitForURL("**/cart");
      await page.goto(address);
      await saysOnOrderPage(page, visit, "Everything is back in your cart.");
      faults.push(...(await inspect(page, visit, "order-canceled")));
      assert.deepEqual(faults, []);
    }));

  test("an order that nobody may see is told politely", () =>
    visiting(world, { expected: [404] }, async (page, visit) => {
      assert.equal((await settled(page, visit, "/order/ord_00000000000000000000000000000000")).status(), 404);
      assert.deepEqual(await inspect(page, visit, "order-unknown"), []);
    }));

  test("every page that was looked at keeps to the standard", async (t) => {
    const pages = [...looked].map(([name, html]) => ({ name, html }));
    t.diagnostic(`${pages.length} pages`);
    assert.ok(pages.length > 0, "the tests before this one look at the pages: run them with it");
    assert.deepEqual(await against(pages), []);
  });
}

/** The pages of all products, with their SKUs. */
async function catalog(shop) {
  const sitemap = await (await fetch(`${shop.url}/sitemap.xml`)).text();
  const slugs = [...sitemap.matchAll(/<loc>[^<]+?\d\/products\/([^</]+)\/<\/loc>/g)].map(([, slug]) => slug);
  return Promise.all(
    slugs.map(async (slug) => {
      const html = await (await fetch(`${shop.url}/products/${slug}/`)).text();
      return { slug, skus: [...html.matchAll(/data-price="([A-Z0-9-]+)"/g)].map(([, sku]) => sku) };
    }),
  );
}

async function firstSku(shop, slug) {
  const html = await (await fetch(`${shop.url}/products/${slug}/`)).text();
  return /data-price="([A-Z0-9-]+)"/.exec(html)[1];
}

/** Something of which none or few are left. */
async function firstOf(shop, stock) {
  for (const { slug, skus } of await catalog(shop)) {
    const { offers } = await shop.json(`/offers?market=eu&skus=${skus}`);
    const found = offers.find((offer) => offer.stock === stock);
    if (found) {
      return { slug, sku: found.sku };
    }
  }
  throw new Error(`nothing is "${stock}": does the opening stock still have such a SKU?`);
}
