/**
 * The shop in German, from the home page to the paid order, and in Arabic, from the right to the left, to the checkout:
 * no English sentence on the way, and every kind of page fit to be seen.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { visiting } from "../support/browser.mjs";
import { GOOD_CARD, fill, pay, placeByCard, saysOnOrderPage, somebody } from "../support/shopper.mjs";
import { leftInEnglish, said } from "../support/texts.mjs";
import { inspect, settled } from "./pages.mjs";

/** Looks at a page on the way; answers what is wrong with it. */
function looking(language, direction) {
  return async (page, visit, name) => {
    const html = page.locator("html");
    assert.equal(await html.getAttribute("lang"), language);
    assert.equal(await html.getAttribute("dir"), direction);
    const left = await leftInEnglish(page, language);
    const faults = left.map((sentence) => `${name}-${language} says in English: ${sentence}`);
    return [...faults, ...(await inspect(page, visit, `${name}-${language}`))];
  };
}

/** From the home page to the opened drawer. */
async function toDrawer(page, visit, { language, category, product, sku, look }) {
  const faults = [];
  await settled(page, visit, `/${language}/`);
  faults.push(...(await look(page, visit, "home")));
  const categories = page.getByRole("navigation", { name: said(language, "frame-categories"), exact: true });
  await categories.getByRole("link", { name: category }).click();
  await page.waitForLoadState("networkidle");
  faults.push(...(await look(page, visit, "category")));
  await page.getByRole("link", { name: product }).click();
  await page.locator(`.chip:has([value="${sku}"])`).click();
  await page.locator(`[data-offer="${sku}"] [data-stock]`).filter({ hasText: /./ }).waitFor();
  await page.waitForLoadState("networkidle");
  faults.push(...(await look(page, visit, "product")));
  await page.getByRole("button", { name: said(language, "product-add") }).click();
  const drawer = page.getByRole("dialog", { name: said(language, "drawer-title") });
  await drawer.getByRole("link", { name: product, exact: true }).waitFor();
  faults.push(...(await look(page, visit, "drawer")));
  return faults;
}

export function register(world) {
  test("somebody who reads German buys in German, from the home page to the paid order", () =>
    visiting(world, { locale: "de-DE" }, async (page, visit) => {
      const look = looking("de", "ltr");
      const faults = await toDrawer(page, visit, {
        language: "de",
        category: "Keramik",
        product: "Hafenbecher",
        sku: "MUG-TIDE-L",
        look,
      });
      await settled(page, visit, "/cart");
      assert.match(await page.locator(".line").innerText(), /Hafenbecher\s+Gezeiten \/ Groß/);
      faults.push(...(await look(page, visit, "cart")));
      await page.locator('a[href="/checkout"]').click();
      await page.waitForURL("**/checkout");
      assert.match(await page.locator(".summary").innerText(), /Hafenbecher, Gezeiten \/ Groß[^]*Paket/);
      faults.push(...(await look(page, visit, "checkout")));
      await fill(page, somebody());
      await placeByCard(page, visit);
      await pay(page, GOOD_CARD);
      await saysOnOrderPage(page, visit, said("de", "order-confirmed"));
      await page.waitForLoadState("networkidle");
      faults.push(...(await look(page, visit, "order-confirmed")));
      assert.deepEqual(faults, []);
    }));

  test("somebody who reads Arabic comes from the right, to the checkout", () =>
    visiting(world, { locale: "ar" }, async (page, visit) => {
      const look = looking("ar", "rtl");
      const faults = await toDrawer(page, visit, {
        language: "ar",
        category: "الخزف",
        product: "كوب المرفأ",
        sku: "MUG-TIDE-L",
        look,
      });
      const box = await page.locator("dialog[open]").boundingBox();
      assert.equal(box.x, 0, "the drawer comes from the left, where a line ends");
      await page.locator('dialog[open] a[href="/checkout"]').click();
      await page.waitForURL("**/checkout");
      assert.match(await page.locator(".summary").innerText(), /كوب المرفأ/);
      await page.waitForLoadState("networkidle");
      faults.push(...(await look(page, visit, "checkout")));
      await settled(page, visit, "/ar/shipping-and-returns/");
      faults.push(...(await look(page, visit, "content")));
      assert.deepEqual(faults, []);
    }));

  test("German and Arabic pages that nobody buys on are fit to be seen, too", () =>
    visiting(world, {}, async (page, visit) => {
      const faults = [];
      const german = looking("de", "ltr");
      for (const [name, path] of [
        ["search", "/search?locale=de&q=leinen"],
        ["search-nothing", "/search?locale=de&q=xylophon"],
        ["product-many-options", "/de/products/atelier-lamp/"],
        ["content", "/de/shipping-and-returns/"],
        ["content-long", "/de/withdrawal/"],
      ]) {
        await settled(page, visit, path);
        faults.push(...(await german(page, visit, name)));
      }
      await settled(page, visit, "/de/products/harbor-mug/");
      await page.locator("[data-zoom]").first().click();
      faults.push(...(await german(page, visit, "product-zoomed")));
      await settled(page, visit, "/ar/about/");
      faults.push(...(await looking("ar", "rtl")(page, visit, "about")));
      assert.deepEqual(faults, []);
    }));

  test("a page that is not translated says so, and leads nobody astray", () =>
    visiting(world, {}, async (page, visit) => {
      await visit.go("/ar/terms/");
      const article = page.locator("article");
      assert.equal(await article.getAttribute("lang"), "en");
      assert.equal(await article.getAttribute("dir"), "ltr");
      assert.equal(await page.locator('meta[name="robots"]').getAttribute("content"), "noindex");
      await visit.go("/products/bird-bowl/");
      const other = page.locator("details.locales a[data-choose=ar]");
      assert.equal(await other.getAttribute("href"), "/ar/", "there is no such product in Arabic");
      await visit.go("/ar/products/bird-bowl/");
      await page.waitForURL(`${world.shop.url}/products/bird-bowl/`);
    }));

  test("umlauts are found however they are typed, with script and without", async () => {
    for (const javaScriptEnabled of [true, false]) {
      await visiting(world, { javaScriptEnabled }, async (page, visit) => {
        for (const words of ["kräutertöpfe", "kraeutertoepfe", "KRAEUTERTÖPFE"]) {
          await visit.go("/de/");
          await page.locator("#q").fill(words);
          if (javaScriptEnabled) {
            await page.locator("#q").press("End");
            await page.locator(".found a").first().filter({ hasText: "Kräutertöpfe" }).waitFor();
          } else {
            await page.locator("#q").press("Enter");
            assert.equal(await page.locator(".card-name").first().innerText(), "Kräutertöpfe", words);
          }
        }
      });
    }
  });
}
