/** A storefront per country and currency, and one cart that follows the shopper. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { visiting } from "../support/browser.mjs";
import { add } from "../support/shopper.mjs";

const MARKS = [
  ["", "en", "€"],
  ["/en-gb", "en-gb", "£"],
  ["/en-us", "en-us", "$"],
  ["/de", "de", "€"],
  ["/ar", "ar", "€"],
];

/** The currency marks in the text that shoppers see. */
const currencies = async (page) => [...new Set((await page.locator("main").innerText()).match(/[€£$]/g))];

export function register(world) {
  test("every storefront shows its own currency and nothing else", () =>
    visiting(world, {}, async (page, visit) => {
      for (const [prefix, language, mark] of MARKS) {
        for (const path of ["/", "/categories/ceramics/", "/products/harbor-mug/"]) {
          await visit.go(prefix + path);
          assert.equal(await page.locator("html").getAttribute("lang"), language);
          assert.deepEqual(await currencies(page), [mark], prefix + path);
        }
      }
    }));

  for (const javaScriptEnabled of [true, false]) {
    test(`the cart follows into another country and says that prices changed, ${javaScriptEnabled ? "with" : "without"} script`, () =>
      visiting(world, { javaScriptEnabled }, async (page, visit) => {
        await add(page, visit, "harbor-mug", "MUG-TIDE-S");
        await page.locator("[data-cart] .line").waitFor();
        await visit.go("/products/dune-table-lamp/");
        await page.locator("details.locales summary").click();
        await page.locator("details.locales").getByRole("link", { name: /GBP/ }).click();
        await page.waitForURL("**/en-gb/products/dune-table-lamp/");
        assert.deepEqual(await currencies(page), ["£"]);
        await page.locator("[data-add]").click();
        await page.locator("[data-cart] .line").nth(1).waitFor();
        const cart = page.locator("[data-cart]");
        assert.match(await cart.locator(".notice").first().innerText(), /price/i);
        const totals = await cart.locator(".totals").innerText();
        assert.match(totals, /£/);
        assert.doesNotMatch(totals, /[€$]/);
        await visit.go("/checkout");
        assert.match(await page.locator(".notice").innerText(), /^Prices changed: they are in GBP now/);
        assert.deepEqual((await page.locator(".summary").innerText()).match(/[€$]/g), null);
        assert.equal(await page.locator("#country").inputValue(), "GB");
      }));
  }

  test("a cart is shown in the country that is chosen in its own page", () =>
    visiting(world, {}, async (page, visit) => {
      await add(page, visit, "harbor-mug", "MUG-TIDE-S");
      await page.locator("[data-cart] .line").waitFor();
      await visit.go("/cart");
      await page.locator("details.locales summary").click();
      await page.locator("details.locales").getByRole("link", { name: /USD/ }).click();
      await page.waitForURL("**/cart?locale=en-us");
      assert.match(await page.locator(".totals").innerText(), /\$/);
      assert.doesNotMatch(await page.locator(".totals").innerText(), /[€£]/);
      await page.getByRole("link", { name: "Checkout" }).click();
      assert.match(await page.locator(".summary .totals").innerText(), /\$/);
    }));
}
