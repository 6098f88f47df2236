/** Choosing: an address per variant, pictures larger, what was looked at before; and pages without a network. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { visiting } from "../support/browser.mjs";
import { add } from "../support/shopper.mjs";

export function register(world) {
  test("a variant has an address that opens it, and choosing changes the address", () =>
    visiting(world, {}, async (page, visit) => {
      await visit.go("/products/harbor-mug/?variant=MUG-EMBER-L");
      assert.equal(await page.locator("[name=sku]:checked").inputValue(), "MUG-EMBER-L");
      assert.ok(await page.locator('[data-price="MUG-EMBER-L"]').isVisible());
      await page.locator('.chip:has([value="MUG-TIDE-S"])').click();
      assert.equal(new URL(page.url()).search, "?variant=MUG-TIDE-S");
      const canonical = await page.locator("link[rel=canonical]").getAttribute("href");
      assert.equal(canonical, `${world.shop.url}/products/harbor-mug/`, "all variants are one page to search engines");
    }));

  test("the picture opens larger, the next one follows, and Escape gives the focus back", () =>
    visiting(world, {}, async (page, visit) => {
      await visit.go("/products/harbor-mug/");
      await page.locator("[data-zoom]").first().click();
      const dialog = page.getByRole("dialog", { name: "Larger picture" });
      await dialog.waitFor();
      const shown = () => dialog.locator("img").getAttribute("alt");
      const first = await shown();
      await dialog.getByRole("button", { name: "Next" }).click();
      assert.notEqual(await shown(), first);
      await dialog.getByRole("button", { name: "Previous" }).click();
      assert.equal(await shown(), first);
      await page.keyboard.press("Escape");
      assert.ok(await page.evaluate(() => document.activeElement.matches("[data-zoom]")));
    }));

  test("what was looked at before is shown, in the same country, and told to nobody", () =>
    visiting(world, {}, async (page, visit) => {
      await visit.go("/en-gb/products/rim-plate/");
      await visit.go("/products/low-bowl/");
      await visit.go("/products/harbor-mug/");
      const seen = page.locator("[data-seen]");
      assert.deepEqual(await seen.locator(".card-name").allTextContents(), ["Low bowl"]);
      assert.deepEqual(await visit.context.cookies(), [], "no cookie says so");
      await seen.getByRole("link", { name: "Low bowl" }).click();
      await page.waitForURL("**/products/low-bowl/");
    }));

  test("an address that a product had before leads to it", () =>
    visiting(world, { javaScriptEnabled: false }, async (page, visit) => {
      await visit.go("/en-us/products/striped-tea-towel/");
      await page.waitForURL("**/en-us/products/tea-towel/");
    }));

  test("without a network visited pages and the cart are readable, and nothing that must be fresh", () =>
    visiting(world, { serviceWorkers: "allow" }, async (page, visit) => {
      await visit.go("/");
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.waitForFunction(() => navigator.serviceWorker.controller);
      await add(page, visit, "harbor-mug", "MUG-TIDE-S");
      await page.locator("[data-cart] .line").waitFor();
      await visit.go("/cart?link=1"); // with the link that opens the cart elsewhere
      await visit.go("/cart");
      await visit.go("/checkout");
      const kept = await page.evaluate(async () => {
        const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
        const requests = await Promise.all(caches_.map((cache) => cache.keys()));
        return requests.flat().map(({ url }) => url.slice(location.origin.length));
      });
      assert.ok(kept.includes("/cart") && kept.includes("/products/harbor-mug/"), kept.join(" "));
      assert.deepEqual(kept.filter((path) => /^\/(offers|checkout|order|search)|[?&](link|from)\b/.test(path)), []);
      visit.offline = true;
      await visit.context.setOffline(true);
      await visit.go("/cart");
      await page.locator(".line").getByText("Harbor mug").first().waitFor();
      await visit.go("/products/harbor-mug/");
      await page.getByRole("heading", { name: "Harbor mug" }).waitFor();
      await visit.go("/categories/garden/");
      await page.getByRole("heading", { name: "You are offline" }).waitFor();
      await visit.context.setOffline(false);
    }));
}
