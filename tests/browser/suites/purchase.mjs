/** The purchase: with script, without, by keyboard; a refused card; a bank that asks back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { visiting } from "../support/browser.mjs";
import { Keyboard } from "../support/keyboard.mjs";
import { until } from "../support/shop.mjs";
import {
  CHALLENGED_CARD,
  CONFIRMED,
  DECLINED_CARD,
  GOOD_CARD,
  add,
  fill,
  left,
  order,
  pay,
  placeByCard,
  saysOnOrderPage,
  somebody,
} from "../support/shopper.mjs";

// Few of it are left, so that every shopper can read how many.
const FEW = { category: "Garden", product: "Terrace planter", slug: "terrace-planter", sku: "PLANTER-TERRA" };
const AUTOFILLED_KEYS_MAX = 5; // from the product's page to the order
const CHOOSING_KEYS = 2; // the list that the browser shows at a field takes Down and Enter, and shows them to no page
const FILLED_MAX_MS = 2000; // what a browser takes to fill in a form, and far more
const NOTHING_HAPPENS_MS = 1000; // likewise
const CONTROL_KEYS_MAX = 12; // from the home page to the paid order, besides what is typed and the Tab that ends a field

async function confirmationOf(shop, { email }) {
  const mails = await until(`a mail to ${email}`, () => {
    const found = shop.mailsTo(email);
    return found.length > 0 && found;
  });
  assert.equal(mails.length, 1, "one confirmation");
  return mails[0];
}

/** From the home page to a product's page, with its first variant chosen and the focus on it. */
async function findByKeyboard(page, visit, keys) {
  await visit.go("/");
  await keys.tabTo("#q");
  await keys.type("linen napkins");
  await page.locator(".found a").first().filter({ hasText: "Linen napkins" }).waitFor();
  await keys.press("Enter"); // the name of a product leads to it
  await page.waitForURL("**/products/linen-napkins/");
  await page.waitForFunction(() => document.activeElement.matches("[name=sku]:checked"));
  await page.locator("[data-stock]:visible").first().waitFor();
}

/** From the chosen variant to the first field of the checkout. */
async function checkoutByKeyboard(page, keys) {
  await keys.press("Enter");
  await page.waitForFunction(() => document.activeElement.matches('dialog[open] a[href="/checkout"]'));
  await keys.press("Enter");
  await page.waitForURL("**/checkout");
  await page.waitForFunction(() => document.activeElement.matches("#email"));
}

const buttonHasFocus = (page) =>
  page.waitForFunction(() => document.activeElement.matches('button[formaction="/checkout/place"]'));

/** From a filled field of the checkout to the provider's page. */
async function placeByKeyboard(page, keys) {
  await keys.press("Enter");
  await buttonHasFocus(page);
  await keys.press("Enter");
  await page.waitForURL("**/pay/**");
}

async function payByKeyboard(page, visit, keys) {
  for (const [id, text] of [["card_number", GOOD_CARD], ["card_expiry", "1240"], ["card_cvc", "123"]]) {
    await keys.typeInto(`#${id}`, text);
  }
  await keys.press("Enter");
  await saysOnOrderPage(page, visit, CONFIRMED);
}

/** Lets the browser fill in an address by its own rules, as if it was chosen in the list that it shows at a field. */
async function autofill(page, selector, details, country = "DE") {
  const devtools = await page.context().newCDPSession(page);
  const { root } = await devtools.send("DOM.getDocument");
  const { nodeId } = await devtools.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { node } = await devtools.send("DOM.describeNode", { nodeId });
  const { frameTree } = await devtools.send("Page.getFrameTree");
  const fields = [
    { name: "EMAIL_ADDRESS", value: details.email },
    { name: "NAME_FULL", value: details.name },
    { name: "ADDRESS_HOME_STREET_ADDRESS", value: details.line1 },
    { name: "ADDRESS_HOME_ZIP", value: details.postal_code },
    { name: "ADDRESS_HOME_CITY", value: details.city },
    { name: "ADDRESS_HOME_COUNTRY", value: country },
  ].filter(({ value }) => value);
  await devtools.send("Autofill.enable");
  const chosen = { fieldId: node.backendNodeId, frameId: frameTree.frame.id, address: { fields } };
  const isFilled = (field) => document.querySelector(field).value !== "";
  // The browser reads a form a moment after it is there; before that it fills in nothing, and does not say so.
  await until(`the browser to fill in ${selector}`, async () => {
    await devtools.send("Autofill.trigger", chosen);
    return page.waitForFunction(isFilled, selector, { timeout: FILLED_MAX_MS }).catch(() => false);
  });
}

/** A checkout with something to order, and the focus in its first field. */
async function startCheckout(page, visit) {
  await add(page, visit, "harbor-mug", "MUG-TIDE-S");
  await page.locator("[data-cart] .line").waitFor();
  await visit.go("/checkout");
  await page.waitForFunction(() => document.activeElement.matches("#email"));
}

async function holds(page, details) {
  for (const [id, text] of Object.entries(details)) {
    assert.equal(await page.locator(`#${id}`).inputValue(), text, id);
  }
}

async function focusStays(page, selector) {
  await page.waitForTimeout(NOTHING_HAPPENS_MS);
  assert.ok(await page.evaluate((place) => document.activeElement.matches(place), selector), `it left ${selector}`);
}

export function register(world) {
  test("a shopper with script finds a thing, buys it, and gets a mail", () =>
    visiting(world, {}, async (page, visit) => {
      const before = await left(world.shop, FEW.sku);
      await visit.go("/");
      await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: FEW.category }).click();
      await page.getByRole("link", { name: FEW.product }).click();
      await page.locator(`.chip:has([value="${FEW.sku}"])`).click();
      await page.locator(`[data-offer="${FEW.sku}"] [data-stock]`).filter({ hasText: `Only ${before} left` }).waitFor();
      await page.getByRole("button", { name: "Add to cart" }).click();
      const drawer = page.getByRole("dialog", { name: "In your cart" });
      await drawer.getByRole("link", { name: FEW.product, exact: true }).waitFor();
      assert.equal(await page.locator("[data-cart-count]").textContent(), "1 item");
      await drawer.getByRole("link", { name: "Checkout" }).click();
      const details = somebody();
      await fill(page, details);
      await placeByCard(page, visit);
      await pay(page, GOOD_CARD);
      await saysOnOrderPage(page, visit, CONFIRMED);
      assert.doesNotMatch(page.url(), /[?#]/, "the address of the order page is clean");
      assert.equal(await page.locator("[data-cart-count]").textContent(), "", "the cart is empty again");
      const number = /Order (\S+)/.exec(await page.locator(".eyebrow").textContent())[1];
      const { headers, text, html } = await confirmationOf(world.shop, details);
      assert.match(headers, new RegExp(`^subject:.*${number}`, "im"));
      for (const part of [text, html]) {
        assert.match(part, new RegExp(number));
        assert.match(part, new RegExp(FEW.product));
      }
      assert.equal(await left(world.shop, FEW.sku), before - 1);
    }));

  test("a shopper without script buys just the same", () =>
    visiting(world, { javaScriptEnabled: false }, async (page, visit) => {
      const before = await left(world.shop, FEW.sku);
      await visit.go("/");
      await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: FEW.category }).click();
      await page.getByRole("link", { name: FEW.product }).click();
      await page.locator(`.chip:has([value="${FEW.sku}"])`).click();
      await page.getByRole("button", { name: "Add to cart" }).click();
      await page.waitForURL("**/cart");
      await page.getByRole("link", { name: "Checkout" }).click();
      const details = somebody();
      await fill(page, details);
      await placeByCard(page, visit);
      await pay(page, GOOD_CARD);
      await saysOnOrderPage(page, visit, CONFIRMED);
      await confirmationOf(world.shop, details);
      assert.equal(await left(world.shop, FEW.sku), before - 1);
    }));

  test("a shopper who only has a keyboard buys, and sees the focus at every step", (t) =>
    visiting(world, {}, async (page, visit) => {
      const keys = new Keyboard(page);
      await findByKeyboard(page, visit, keys);
      await checkoutByKeyboard(page, keys);
      for (const [id, text] of Object.entries(somebody())) {
        await keys.typeInto(`#${id}`, text);
      }
      await placeByKeyboard(page, keys);
      const here = keys.controls;
      await payByKeyboard(page, visit, keys);
      t.diagnostic(`${here} control keys from the home page to the order, ${keys.controls} to the paid order, and ${keys.between} Tabs from a filled field to the next`);
      assert.ok(keys.controls <= CONTROL_KEYS_MAX, `${keys.controls} control keys`);
    }));

  test("a shopper whose browser knows the address needs a handful of keys", (t) =>
    visiting(world, {}, async (page, visit) => {
      await findByKeyboard(page, visit, new Keyboard(page));
      const keys = new Keyboard(page);
      await checkoutByKeyboard(page, keys);
      const details = somebody();
      await autofill(page, "#email", details);
      keys.controls += CHOOSING_KEYS;
      await buttonHasFocus(page);
      await holds(page, details);
      await keys.press("Enter");
      await page.waitForURL("**/pay/**");
      t.diagnostic(`${keys.controls} control keys from the product's page to the order`);
      assert.ok(keys.controls <= AUTOFILLED_KEYS_MAX, `${keys.controls} control keys`);
      await payByKeyboard(page, visit, keys);
      await confirmationOf(world.shop, details);
    }));

  test("an address of another country brings that country's form, and then the button that orders", () =>
    visiting(world, {}, async (page, visit) => {
      await startCheckout(page, visit);
      const details = somebody({ postal_code: "1010", city: "Wien" });
      await autofill(page, "#email", details, "AT");
      await buttonHasFocus(page);
      await holds(page, { ...details, country: "AT" });
      assert.match(page.url(), /\/checkout$/);
    }));

  test("an Enter that is still held from choosing an address orders nothing", () =>
    visiting(world, {}, async (page, visit) => {
      await startCheckout(page, visit);
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.down("Enter"); // in the browser's own list
      await page.locator("#email").focus();
      await autofill(page, "#email", somebody());
      await buttonHasFocus(page);
      for (let repeat = 0; repeat < 3; repeat += 1) {
        await page.keyboard.down("Enter");
      }
      await page.keyboard.up("Enter");
      await focusStays(page, 'button[formaction="/checkout/place"]');
      assert.ok(!visit.placed, "it was ordered");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/pay/**");
    }));

  test("the focus stays where it is while something is missing, and with who types everything by hand", () =>
    visiting(world, {}, async (page, visit) => {
      await startCheckout(page, visit);
      const { city, ...others } = somebody();
      await autofill(page, "#email", others);
      await focusStays(page, "#email");
      await page.locator("#city").focus();
      await page.keyboard.type(city);
      await focusStays(page, "#city");
      await visit.go("/checkout");
      await autofill(page, "#email", somebody(), "US"); // where nothing is sent from here
      await focusStays(page, "#email");
      await visit.go("/checkout");
      for (const [id, text] of Object.entries(somebody())) {
        await page.locator(`#${id}`).focus();
        await page.keyboard.type(text);
      }
      await focusStays(page, "#city");
    }));

  test("who goes on typing while the totals are on their way keeps the focus", () =>
    visiting(world, {}, async (page, visit) => {
      await startCheckout(page, visit);
      await fill(page, somebody());
      const asked = new Promise((heard) => page.route("**/checkout/details", heard));
      await page.locator("#city").press("Enter");
      const route = await asked;
      await page.locator("[aria-busy] #phone").focus();
      await route.continue();
      await page.waitForFunction(() => !document.querySelector("[aria-busy]"));
      await focusStays(page, "#phone");
    }));

  test("every page is used with Tab alone, and the focus is seen at every stop", () =>
    visiting(world, {}, async (page, visit) => {
      await add(page, visit, "harbor-mug", "MUG-TIDE-S");
      await page.locator("[data-cart] .line").waitFor();
      for (const [path, last] of [
        ["/categories/linen/", '.card a[href="/products/linen-napkins/"]'],
        ["/products/linen-napkins/", "[data-add]"],
        ["/search?q=linen", '.card a[href="/products/linen-napkins/"]'],
        ["/cart", 'a[href="/checkout"]'],
        ["/checkout", 'button[formaction="/checkout/place"]'],
      ]) {
        await visit.go(path);
        await new Keyboard(page).tabTo(last);
      }
    }));

  test("Enter in a field of the checkout leads to what is missing, and orders nothing", () =>
    visiting(world, {}, async (page, visit) => {
      await add(page, visit, "harbor-mug", "MUG-TIDE-S");
      await page.locator("[data-cart] .line").waitFor();
      await visit.go("/checkout");
      await page.locator("#email").fill("rosa@example.com");
      await page.locator("#email").press("Enter");
      await page.waitForFunction(() => document.activeElement.matches("#name"));
      assert.match(await page.locator("#name-error").textContent(), /Enter the full name/);
      assert.match(page.url(), /\/checkout$/);
    }));

  test("an opened drawer keeps the focus inside, and Escape gives it back to the button", () =>
    visiting(world, {}, async (page, visit) => {
      await add(page, visit, "harbor-mug", "MUG-TIDE-S");
      await page.locator("dialog[open] .line").waitFor();
      const keys = new Keyboard(page);
      for (let step = 0; step < 12; step += 1) {
        await keys.press("Tab");
        const behind = await page.evaluate(
          () => document.activeElement !== document.body && !document.activeElement.closest("dialog"),
        );
        assert.ok(!behind, "the focus went behind the drawer");
      }
      await keys.press("Escape");
      assert.ok(await page.evaluate(() => document.activeElement.matches("[data-add]")));
    }));

  test("a declined card ends nothing: the same order is paid with another", () =>
    visiting(world, { expected: [402] }, async (page, visit) => {
      const details = await order(page, visit);
      await pay(page, DECLINED_CARD);
      await page.getByText("The payment did not go through.").waitFor();
      await page.getByRole("link", { name: /^Cancel and go back/ }).click();
      await saysOnOrderPage(page, visit, "Waiting for your payment.");
      const address = page.url();
      await page.getByRole("button", { name: "Pay now" }).click();
      await page.waitForURL(`${world.shop.providerOrigin}/pay/**`);
      await pay(page, GOOD_CARD);
      await saysOnOrderPage(page, visit, CONFIRMED);
      assert.equal(page.url(), address, "it is the same order");
      await confirmationOf(world.shop, details);
    }));

  test("a bank that asks back is answered, and the order is confirmed", () =>
    visiting(world, {}, async (page, visit) => {
      await order(page, visit, { slug: "low-bowl", sku: "BOWL-MOSS-16" });
      await pay(page, CHALLENGED_CARD);
      await page.getByRole("button", { name: "Complete" }).click();
      await saysOnOrderPage(page, visit, CONFIRMED);
    }));
}
