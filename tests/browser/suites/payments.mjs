/** Ways to pay beside the card: PayPal and the bank debit, with both providers' consoles clicked by a person. */

import { test } from "node:test";
import { add, CONFIRMED, fill, saysOnOrderPage, somebody } from "../support/shopper.mjs";
import { visiting } from "../support/browser.mjs";

/** From an empty cart to the page of whoever takes the money. */
async function orderedBy(page, visit, method) {
  await add(page, visit, "harbor-mug", "MUG-TIDE-S");
  await page.locator("[data-cart] .line").first().waitFor();
  await visit.go("/checkout");
  await fill(page, somebody());
  await page.locator(`[name=method][value=${method}]`).locator("xpath=ancestor::label").click();
  await page.locator('button[formaction="/checkout/place"]').click();
}

/** Loads the order page again until it says so. */
async function untilOrderSays(page, url, text) {
  const end = Date.now() + 20_000;
  for (;;) {
    await page.goto(url);
    if (await page.getByText(text).first().isVisible()) {
      return;
    }
    if (Date.now() > end) {
      throw new Error(`${url} does not say "${text}" but: ${await page.locator("main").innerText()}`);
    }
    await page.waitForTimeout(300);
  }
}

export function register(world) {
  test("a shopper pays by PayPal, and is told what is refunded in its dashboard and what is disputed", () =>
    visiting(world, {}, async (page, visit) => {
      const paypal = world.shop.paypalOrigin;
      await orderedBy(page, visit, "paypal");
      await page.waitForURL(`${paypal}/checkoutnow**`);
      await page.getByRole("button", { name: "Approve" }).click();
      await saysOnOrderPage(page, visit, CONFIRMED);
      const order = page.url();

      await page.goto(paypal);
      const captured = page.getByRole("region", { name: "Payments taken" });
      await captured.getByLabel("Amount to refund").fill("5.00");
      await captured.getByRole("button", { name: "Refund in dashboard" }).click();
      await page.getByRole("region", { name: "Refunds" }).getByText("5.00 EUR").waitFor();
      await world.shop.reconcile();
      await untilOrderSays(page, order, "€5.00");

      await page.goto(paypal);
      await captured.getByRole("button", { name: "Payer disputes" }).click();
      await page.getByRole("button", { name: "The payer wins" }).waitFor();
    }));

  test("without script, PayPal is paid as well", () =>
    visiting(world, { javaScriptEnabled: false }, async (page, visit) => {
      await add(page, visit, "harbor-mug", "MUG-TIDE-S");
      await visit.go("/checkout");
      await fill(page, somebody());
      await page.locator("[name=method][value=paypal]").locator("xpath=ancestor::label").click();
      await page.locator('button[formaction="/checkout/place"]').click();
      await page.waitForURL(`${world.shop.paypalOrigin}/checkoutnow**`);
      await page.getByRole("button", { name: "Cancel and return" }).click();
      await page.waitForURL(`${world.shop.origin}/order/**`);
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.waitForURL(`${world.shop.paypalOrigin}/checkoutnow**`);
      await page.getByRole("button", { name: "Approve" }).click();
      await saysOnOrderPage(page, visit, CONFIRMED);
    }));

  test("a bank debit waits for the bank, and the bank honors it", () =>
    visiting(world, {}, async (page, visit) => {
      await orderedBy(page, visit, "bank_debit");
      await page.waitForURL(`${world.shop.providerOrigin}/pay/**`);
      await page.getByLabel("Account holder").fill("Rosa Example");
      await page.getByLabel("IBAN").fill("DE89 3704 0044 0532 0130 00");
      await page.locator("button[type=submit]").click();
      await saysOnOrderPage(page, visit, "Your bank is working on it.");
      const order = page.url();

      await page.goto(world.shop.providerOrigin);
      await page.locator('a[href^="/payments/"]').first().click();
      await page.getByRole("button", { name: "Settle now" }).click();
      await untilOrderSays(page, order, CONFIRMED);
    }));
}
