/** What happens to an order after it was placed and before it is paid. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { visiting } from "../support/browser.mjs";
import { until } from "../support/shop.mjs";
import { CONFIRMED, GOOD_CARD, add, fill, left, order, pay, placeByCard, saysOnOrderPage, somebody } from "../support/shopper.mjs";

export function register(world) {
  test("an order that is not paid is given up for its cart, and what it held is free again", () =>
    visiting(world, {}, async (page, visit) => {
      const sku = "ATELIER-FOREST-WALNUT-RUST";
      const before = await left(world.shop, sku);
      await order(page, visit, { slug: "atelier-lamp", sku });
      assert.equal(await left(world.shop, sku), before - 1);
      await page.getByRole("link", { name: /^Cancel and go back/ }).click();
      await saysOnOrderPage(page, visit, "Waiting for your payment.");
      const address = page.url();
      await page.getByRole("button", { name: "Change my cart" }).click();
      await page.waitForURL("**/cart");
      assert.equal(await page.locator(".line [name=quantity]").inputValue(), "1");
      assert.equal(await page.locator("[data-cart-count]").textContent(), "1 item");
      await page.goto(address);
      await saysOnOrderPage(page, visit, "Everything is back in your cart.");
      await until("the lamp to be back on the shelf", async () => (await left(world.shop, sku)) === before);
      await page.getByRole("button", { name: "Back to the cart" }).click();
      await page.getByRole("link", { name: "Checkout" }).click();
      await fill(page, somebody());
      await placeByCard(page, visit);
      assert.notEqual(page.url(), address, "it is another order");
    }));

  test("a checkout sent again with another address tells what was ordered, and orders nothing", () =>
    visiting(world, { expected: [409] }, async (page, visit) => {
      await add(page, visit, "harbor-mug", "MUG-CHALK-L");
      await page.locator("[data-cart] .line").waitFor();
      await visit.go("/checkout");
      const other = await visit.context.newPage();
      await other.goto(`${world.shop.url}/checkout`);
      await fill(page, somebody({ city: "Bremen" }));
      await placeByCard(page, visit);
      // The other window is what the back button shows: the form as it was before.
      await fill(other, somebody({ city: "Hamburg", line1: "Anderswo 2" }));
      await other.locator('button[formaction="/checkout/place"]').click();
      await other.getByText("This cart was ordered before, with other details.").waitFor();
      await other.getByRole("link", { name: "See the order" }).click();
      await saysOnOrderPage(other, visit, "Waiting for your payment.");
      const shown = await other.locator("main").innerText();
      assert.match(shown, /Bremen/);
      assert.doesNotMatch(shown, /Hamburg|Anderswo/);
    }));

  test("the back button after placing leads on, not into a second order", () =>
    visiting(world, {}, async (page, visit) => {
      const details = await order(page, visit, { slug: "harbor-mug", sku: "MUG-EMBER-S" });
      await page.goBack();
      await saysOnOrderPage(page, visit, "Waiting for your payment.");
      await page.getByRole("button", { name: "Pay now" }).click();
      await page.waitForURL(`${world.shop.providerOrigin}/pay/**`);
      await pay(page, GOOD_CARD);
      await saysOnOrderPage(page, visit, CONFIRMED);
      await until("the confirmation", () => world.shop.mailsTo(details.email).length > 0);
      assert.equal(world.shop.mailsTo(details.email).length, 1);
    }));

  test("the link of the mail opens the order in another browser, once, and nothing else does", () =>
    visiting(world, { expected: [404] }, async (page, visit) => {
      const details = await order(page, visit, { slug: "low-bowl", sku: "BOWL-INK-16" });
      await pay(page, GOOD_CARD);
      await saysOnOrderPage(page, visit, CONFIRMED);
      const address = page.url();
      const [{ text }] = await until("the mail", () => {
        const mails = world.shop.mailsTo(details.email);
        return mails.length > 0 && mails;
      });
      const link = /http:\S+\/order\/\S+\?key=\w+/.exec(text)[0];
      await visit.context.clearCookies();
      assert.equal((await page.goto(address)).status(), 404);
      await page.goto(link);
      assert.equal(page.url(), address, "the key left the address");
      await saysOnOrderPage(page, visit, CONFIRMED);
      await visit.context.clearCookies();
      assert.equal((await page.goto(link.replace(/key=.{4}/, "key=0000"))).status(), 404);
    }));

  test("one press on the button orders once, however often it is pressed", () =>
    visiting(world, {}, async (page, visit) => {
      await add(page, visit, "harbor-mug", "MUG-CHALK-S");
      await page.locator("[data-cart] .line").waitFor();
      await visit.go("/checkout");
      await fill(page, somebody());
      await page.locator('button[formaction="/checkout/place"]').dblclick();
      await page.waitForURL(`${world.shop.providerOrigin}/pay/**`);
      await pay(page, GOOD_CARD);
      await saysOnOrderPage(page, visit, CONFIRMED);
    }));
}
