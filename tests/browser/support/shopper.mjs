/** What shoppers do, in the words of the pages. */

import assert from "node:assert/strict";

export const GOOD_CARD = "4242 4242 4242 4242";
export const DECLINED_CARD = "4000 0000 0000 0002";
export const CHALLENGED_CARD = "4000 0025 0000 3155";
export const CONFIRMED = "Thank you, it is confirmed.";

let shoppers = 0;

/** Somebody with a mail address that nobody else has. */
export function somebody(changes = {}) {
  shoppers += 1;
  return {
    email: `rosa.${shoppers}@example.com`,
    name: "Rosa Example",
    line1: "Lange Gasse 1",
    postal_code: "10115",
    city: "Berlin",
    ...changes,
  };
}

/** Puts a variant into the cart from its page, without script by the form, with script into the drawer. */
export async function add(page, visit, slug, sku, prefix = "") {
  await visit.go(`${prefix}/products/${slug}/`);
  const radio = page.locator(`[name=sku][value="${sku}"]`);
  if ((await radio.getAttribute("type")) === "radio") {
    await radio.locator("xpath=ancestor::label").click();
  }
  await page.locator("[data-add]").click();
}

/** Fills the checkout's fields. */
export async function fill(page, details) {
  if ("company" in details || "line2" in details) {
    await page.locator("details.more").evaluate((more) => {
      more.open = true;
    });
  }
  for (const [id, text] of Object.entries(details)) {
    await page.locator(`#${id}`).fill(text);
  }
}

/** Presses the button that obliges to pay, and waits for the provider's page. */
export async function placeByCard(page, visit) {
  await page.locator('button[formaction="/checkout/place"]').click();
  await page.waitForURL(`${visit.shop.providerOrigin}/pay/**`);
}

/** From an empty cart to the provider's page. Answers who ordered. */
export async function order(page, visit, { slug = "harbor-mug", sku = "MUG-TIDE-S", details = somebody() } = {}) {
  await add(page, visit, slug, sku);
  await page.locator("[data-cart] .line").first().waitFor();
  await visit.go("/checkout");
  await fill(page, details);
  await placeByCard(page, visit);
  return details;
}

/** Pays on the provider's page. */
export async function pay(page, card) {
  await page.locator("#card_number").fill(card);
  await page.locator("#card_expiry").fill("12 / 40");
  await page.locator("#card_cvc").fill("123");
  await page.locator("button[type=submit]").click();
}

/** Waits on the order page until it says this; pages without script are asked again by their link. */
export async function saysOnOrderPage(page, visit, title) {
  await page.waitForURL(`${visit.shop.origin}/order/**`);
  const heading = page.locator("main h1");
  const end = Date.now() + 20_000;
  while ((await heading.textContent()) !== title) {
    assert.ok(Date.now() < end, `the order page says "${await heading.textContent()}", not "${title}"`);
    const again = page.getByRole("link", { name: "Look again" });
    if (await again.isVisible()) {
      // The page looks again by itself, too, and may have taken the link away meanwhile.
      await again.click({ timeout: 1000 }).catch(() => undefined);
    }
    await page.waitForTimeout(250);
  }
}

/** How many are left of a SKU of which few are left, as every shopper can read it. */
export async function left(shop, sku) {
  const { offers } = await shop.json(`/offers?market=eu&skus=${sku}`);
  const text = offers[0].stock_text;
  const count = text === "Only one left" ? 1 : Number(/^Only (\d+) left$/.exec(text)?.[1]);
  assert.ok(count > 0, `${sku}: "${text}" does not say how many are left`);
  return count;
}
