/**
 * What a first visit costs over the wire: text as Brotli at its best (which is how the CDN keeps static files),
 * pictures and fonts as they are. Sizes do not depend on the machine, so the limits are strict.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { NARROW, WIDE, visiting } from "../support/browser.mjs";
import { add } from "../support/shopper.mjs";

const KB = 1024;
const HTML_MAX = 12 * KB;
const SCRIPT_MAX = 8 * KB;
const CHECKOUT_SCRIPT_MAX = 15 * KB;
const STYLE_MAX = 10 * KB;
const PRODUCT_MAX = 60 * KB; // without further pictures of the gallery and what is below
const FIRST_VISIT_MAX = 100 * KB;

const TEXT = /^(text\/|application\/(json|javascript)|image\/svg)/;

/** Everything that opening a page loads for somebody who never came before, by what it is for. */
async function loaded(world, viewport, path, storageState) {
  const answers = [];
  const options = { viewport, deviceScaleFactor: viewport === NARROW ? 2 : 1, storageState };
  await visiting(world, options, async (page) => {
    page.on("response", (response) => answers.push(response));
    await page.goto(world.shop.url + path, { waitUntil: "networkidle" });
    const hero = await page.evaluate(() => document.querySelector('img[fetchpriority="high"]')?.currentSrc);
    for (const [index, response] of answers.entries()) {
      assert.equal(response.status(), 200, response.url());
      const body = await response.body();
      const type = response.headers()["content-type"] ?? "";
      const bytes = TEXT.test(type) ? brotliCompressSync(body).length : body.length;
      answers[index] = { kind: response.request().resourceType(), bytes, hero: response.url() === hero };
    }
  });
  return answers;
}

/** The cookies of somebody who has something in the cart. */
async function withCart(world) {
  let cookies;
  await visiting(world, {}, async (page, visit) => {
    await add(page, visit, "harbor-mug", "MUG-TIDE-S");
    await page.locator("[data-cart] .line").waitFor();
    cookies = await visit.context.storageState();
  });
  return cookies;
}

const sum = (answers, which = () => true) =>
  answers.filter(which).reduce((total, { bytes }) => total + bytes, 0);

const of = (kind) => (answer) => answer.kind === kind;
const notAFurtherPicture = ({ kind, hero }) => kind !== "image" || hero;

const PAGES = [
  ["home", "/"],
  ["category", "/categories/ceramics/"],
  ["search", "/search?q=linen"],
  ["product", "/products/harbor-mug/"],
  ["product", "/de/products/harbor-mug/"],
  ["home", "/ar/"],
  ["content", "/shipping-and-returns/"],
  ["cart", "/cart"],
  ["checkout", "/checkout"],
];

export function register(world) {
  for (const [device, viewport] of [["a phone", NARROW], ["a desk", WIDE]]) {
    test(`every kind of page stays within its bytes on ${device}`, async (t) => {
      const cookies = await withCart(world);
      for (const [name, path] of PAGES) {
        const answers = await loaded(world, viewport, path, cookies);
        const found = {
          html: sum(answers, of("document")),
          script: sum(answers, of("script")),
          style: sum(answers, of("stylesheet")),
          first: sum(answers, notAFurtherPicture),
          all: sum(answers),
        };
        const kb = Object.entries(found).map(([what, bytes]) => `${what} ${(bytes / KB).toFixed(1)}`);
        t.diagnostic(`${name}, KB: ${kb.join(", ")}`);
        const within = (what, most) => assert.ok(found[what] <= most, `${name}: ${what} is ${found[what]} of ${most} bytes`);
        within("html", HTML_MAX);
        within("script", name === "checkout" ? CHECKOUT_SCRIPT_MAX : SCRIPT_MAX);
        within("style", STYLE_MAX);
        within("first", name === "product" ? PRODUCT_MAX : FIRST_VISIT_MAX);
      }
    });
  }

  test("every product page is small", async () => {
    const sitemap = await (await fetch(`${world.shop.url}/sitemap.xml`)).text();
    const places = [...sitemap.matchAll(/<loc>([^<]+\/products\/[^<]+)<\/loc>/g)].map(([, place]) => place);
    assert.ok(places.length >= 150, `${places.length} product pages`);
    for (const place of places) {
      const html = Buffer.from(await (await fetch(place)).arrayBuffer());
      const bytes = brotliCompressSync(html).length;
      assert.ok(bytes <= HTML_MAX, `${place}: ${bytes} of ${HTML_MAX} bytes`);
    }
  });

  test("nothing moves while a page loads", async () => {
    const storageState = await withCart(world);
    await visiting(world, { viewport: NARROW, storageState }, async (page) => {
      await page.addInitScript(() => {
        globalThis.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (!hadRecentInput) {
              globalThis.shifts.push(`${value} ${sources.map(({ node }) => node?.className ?? node?.nodeName).join(" ")}`);
            }
          }
        }).observe({ type: "layout-shift", buffered: true });
      });
      for (const path of ["/", "/categories/lamps/", "/products/harbor-mug/", "/products/moon-lamp/", "/cart", "/checkout"]) {
        await page.goto(world.shop.url + path, { waitUntil: "networkidle" });
        assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], path);
      }
    });
  });
}
