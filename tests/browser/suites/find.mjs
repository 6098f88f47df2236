/** Finding: as somebody types, with mistakes, by filters, with script and without, and for whoever listens. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { NARROW, visiting } from "../support/browser.mjs";
import { Keyboard } from "../support/keyboard.mjs";

const shownTitles = (page) => page.locator("[data-grid] .card-name").allTextContents();

/** Types into the header's search and waits until its script answers. */
async function type(page, words) {
  await page.locator("#q").click();
  await page.locator("#q").pressSequentially(words);
}

export function register(world) {
  test("nothing of the search is loaded before somebody goes to it", () =>
    visiting(world, {}, async (page, visit) => {
      const asked = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await visit.go("/");
      await page.waitForLoadState("networkidle");
      const ofSearch = () => asked.filter((path) => /find\.js$|search\.json$|skus\.json$/.test(path));
      assert.deepEqual(ofSearch(), []);
      await type(page, "mug");
      await page.locator(".found a").first().waitFor();
      assert.equal(ofSearch().length, 2, `script and data, but not the SKUs: ${ofSearch()}`);
    }));

  test("products are found while somebody types, with a mistake, and it is said how many", () =>
    visiting(world, { viewport: NARROW }, async (page, visit) => {
      await visit.go("/en-gb/");
      await type(page, "harbro mgu");
      const found = page.locator(".found a").first();
      await found.filter({ hasText: "Harbor mug" }).waitFor();
      assert.match(await found.textContent(), /from £21\.00/);
      assert.match(await page.locator(".found [role=status]").textContent(), /^\d+ products?$/);
      await page.locator("#q").fill("xylophone");
      await page.locator(".found [role=status]").filter({ hasText: "Nothing fits “xylophone”." }).waitFor();
      await page.locator("#q").fill("lmap");
      await page.locator(".found a").first().filter({ hasText: /lamp/i }).waitFor();
      await page.keyboard.press("Escape");
      assert.ok(await page.locator(".found").isHidden());
    }));

  test("what is found is reached with the arrows, and the form of the product has the focus", () =>
    visiting(world, {}, async (page, visit) => {
      await visit.go("/");
      await type(page, "harbor");
      await page.locator(".found a").first().waitFor();
      const keys = new Keyboard(page);
      await keys.press("ArrowDown");
      assert.ok(await page.evaluate(() => document.activeElement.matches(".found a")));
      await keys.press("ArrowUp");
      assert.ok(await page.evaluate(() => document.activeElement.matches("#q")));
      await keys.press("ArrowDown");
      await keys.press("Enter");
      await page.waitForURL("**/products/harbor-mug/");
      await page.waitForFunction(() => document.activeElement.matches("[name=sku]:checked"));
    }));

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with" : "without";

    test(`a search has an address, results and filters, ${how} script`, () =>
      visiting(world, { javaScriptEnabled }, async (page, visit) => {
        await visit.go("/");
        await page.locator("#q").fill("linen");
        await page.locator("#q").press("Enter");
        await page.waitForURL(/\/search\?locale=en&q=linen$/);
        assert.equal(await page.locator("#q").inputValue(), "linen", "the field keeps the words");
        const inGerman = page.locator('.bottom [data-choose="de"]');
        assert.equal(await inGerman.getAttribute("href"), "/search?q=linen&locale=de");
        const all = await shownTitles(page);
        assert.ok(all.includes("Linen napkins") && all.includes("Linen cushion"), all.join(", "));
        await page.locator(".filter summary").filter({ hasText: "Color" }).click();
        await page.locator('[name=color][value="Moss"]').check();
        if (!javaScriptEnabled) {
          await page.getByRole("button", { name: "Apply" }).click();
        }
        await page.waitForURL(/color=Moss/);
        await page.locator("[data-total]").filter({ hasNotText: `${all.length} products` }).waitFor();
        const fewer = await shownTitles(page);
        assert.ok(fewer.length > 0 && fewer.length < all.length && fewer.every((title) => all.includes(title)));
        assert.match(await page.locator("[data-total]").textContent(), new RegExp(`^${fewer.length} product`));
        await visit.go(new URL(page.url()).pathname + new URL(page.url()).search);
        assert.deepEqual(await shownTitles(page), fewer, "the address alone shows the same");
        assert.ok(await page.locator('[name=color][value="Moss"]').isChecked());
      }));

    test(`a category is narrowed, sorted and gone back to by its address, ${how} script`, () =>
      visiting(world, { javaScriptEnabled }, async (page, visit) => {
        await visit.go("/categories/ceramics/");
        const apply = () => (javaScriptEnabled ? undefined : page.getByRole("button", { name: "Apply" }).click());
        await page.locator(".filter summary").filter({ hasText: "Price" }).click();
        await page.locator("#max").fill("30");
        await page.locator("[name=sort]").selectOption("price-up");
        await apply();
        await page.waitForURL(/max=30.*sort=price-up/);
        await page.locator(".card").first().waitFor();
        const prices = async () =>
          (await page.locator("[data-grid] [data-from]").allTextContents()).map((text) => Number(text.slice(1)));
        await page.waitForFunction(() => document.querySelector("[data-total]").textContent !== "7 products");
        const shown = await prices();
        assert.ok(shown.length > 1 && shown.every((price) => price <= 30), shown.join(", "));
        assert.deepEqual(shown, shown.toSorted((a, b) => a - b));
        const address = new URL(page.url());
        await visit.go("/about/");
        await visit.go(address.pathname + address.search);
        await page.waitForFunction((count) => document.querySelectorAll("[data-grid] .card").length === count, shown.length);
        assert.deepEqual(await prices(), shown);
      }));
  }

  test("both searches find the same first, and count the same", () =>
    visiting(world, {}, async (page, visit) => {
      await visit.go("/");
      for (const words of ["linen", "oak", "harbor mug", "small bowl", "lamp", "tide", "notebok", "terace planter"]) {
        await page.locator("#q").fill("");
        await type(page, words);
        await page.waitForFunction((text) => document.querySelector("#q").value === text && document.querySelector(".found a"), words);
        const [first] = await page.locator(".found a > span:first-of-type").allTextContents();
        const count = Number.parseInt(await page.locator(".found [role=status]").textContent(), 10);
        const body = await world.shop.json(`/search?q=${encodeURIComponent(words)}`);
        assert.deepEqual([body.products[0].title, body.total], [first, count], words);
      }
    }));

  test("only what is left is shown when that is asked for", () =>
    visiting(world, {}, async (page, visit) => {
      const { products, total } = await world.shop.json("/search?stock=1");
      const everything = await world.shop.json("/search");
      assert.ok(total < everything.total, "something is sold out");
      await visit.go("/search");
      await page.getByLabel("In stock").check();
      await page.waitForURL(/stock=1/);
      await page.locator("[data-total]").filter({ hasText: `${total} products` }).waitFor();
      assert.deepEqual((await shownTitles(page)).slice(0, 10), products.map(({ title }) => title).slice(0, 10));
    }));

  test("who finds nothing is helped", () =>
    visiting(world, { javaScriptEnabled: false }, async (page, visit) => {
      await visit.go("/search?q=xylophone");
      assert.equal(await page.locator("[data-total]").textContent(), "0 products");
      await page.getByText(/^Nothing fits these words/).waitFor();
      await page.locator(".kinds").getByRole("link", { name: "Lamps" }).click();
      await page.waitForURL("**/categories/lamps/");
    }));
}
