/** The link that takes a cart to another device: made on one, opened on another; with script and without. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { NARROW, Visit, visiting } from "../support/browser.mjs";
import { add } from "../support/shopper.mjs";

const field = (page) => page.getByRole("textbox", { name: "Link to your cart" });
const lines = (page) => page.locator("[data-cart] .line");

async function linkTo(page, visit) {
  await visit.go("/cart");
  await page.getByRole("link", { name: "Continue on another device" }).click();
  await page.getByRole("img", { name: "QR code of the link to your cart" }).waitFor();
  return field(page).inputValue();
}

/** Chooses German among the storefronts. */
async function inGerman(page) {
  await page.locator("details.locales summary").click();
  await page.locator("details.locales").getByRole("link", { name: /Deutsch/ }).click();
}

/** Opens the link on another device, takes the cart over, and answers what that device's own cart then shows. */
async function takeOver(world, link, options) {
  const visit = await Visit.open(world, options);
  const { page } = visit;
  try {
    await page.goto(link);
    await page.getByRole("heading", { name: "A cart from another device" }).waitFor();
    await page.getByText("Dune table lamp").waitFor();
    assert.deepEqual(await visit.context.cookies(), [], "opening leaves nothing behind");
    await page.getByRole("button", { name: "Put into my cart" }).click();
    await lines(page).waitFor();
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, "/cart");
    return await lines(page).locator("[name=quantity]").inputValue();
  } finally {
    await visit.close();
  }
}

export function register(world) {
  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with" : "without";
    test(`a cart follows to another device by a link, ${how} script, and stays as it is`, () =>
      visiting(world, {}, async (page, visit) => {
        await add(page, visit, "dune-table-lamp", "DUNE-RUST");
        await lines(page).waitFor();
        const link = await linkTo(page, visit);
        const cookies = await visit.context.cookies();
        const { value: id } = cookies.find(({ name }) => name === "cart");
        assert.ok(!link.includes(id) && !(await page.content()).includes(id), "the cart's id is in no link");
        assert.equal(await takeOver(world, link, { javaScriptEnabled }), "1");
        await page.goto(link);
        assert.equal(new URL(page.url()).search, "", "one's own cart is just shown");
        await lines(page).waitFor();
      }));
  }

  test("who asks for the link on a phone is led to it", () =>
    visiting(world, { viewport: NARROW }, async (page, visit) => {
      await add(page, visit, "dune-table-lamp", "DUNE-RUST");
      await lines(page).waitFor();
      await linkTo(page, visit);
      const { y } = await page.getByRole("heading", { name: "Continue on another device" }).boundingBox();
      assert.ok(y >= 0 && y < NARROW.height, `it is ${y} below the top of the window`);
    }));

  test("the page with the link, and the cart that it opens, are there in every language", () =>
    visiting(world, {}, async (page, visit) => {
      await add(page, visit, "dune-table-lamp", "DUNE-RUST");
      await lines(page).waitFor();
      await linkTo(page, visit);
      await inGerman(page);
      await page.getByRole("img", { name: "QR-Code des Links zu Ihrem Warenkorb" }).waitFor();
      const link = await page.getByRole("textbox", { name: "Link zu Ihrem Warenkorb" }).inputValue();
      const other = await Visit.open(world, { javaScriptEnabled: false });
      try {
        await other.page.goto(`${link}&locale=en-gb`);
        const line = other.page.locator(".arrived li");
        assert.match(await line.innerText(), /Dune table lamp.*£/s);
        assert.ok(await line.locator("img").evaluate((picture) => picture.complete && picture.naturalWidth > 0));
        await inGerman(other.page);
        await other.page.getByRole("heading", { name: "Ein Warenkorb von einem anderen Gerät" }).waitFor();
        await other.page.getByRole("button", { name: "In meinen Warenkorb" }).click();
        await lines(other.page).waitFor();
        assert.equal(await other.page.locator("html").getAttribute("lang"), "de");
      } finally {
        await other.close();
      }
    }));

  test("the link is copied by a button", () =>
    visiting(world, {}, async (page, visit) => {
      await visit.context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await add(page, visit, "dune-table-lamp", "DUNE-RUST");
      await lines(page).waitFor();
      const link = await linkTo(page, visit);
      await page.getByRole("button", { name: "Copy" }).click();
      await page.getByRole("button", { name: "Copied" }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
    }));
}
