/** What is typed is text, everywhere it comes out again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { visiting } from "../support/browser.mjs";
import { until } from "../support/shop.mjs";
import { CONFIRMED, GOOD_CARD, add, fill, pay, placeByCard, saysOnOrderPage, somebody } from "../support/shopper.mjs";

const MARKUP = `<script>document.title="taken"</script>"'><img src=x>&amp;`;
const TEXT_FIELDS = ["name", "company", "line1", "line2", "city"];

const details = () =>
  somebody({ ...Object.fromEntries(TEXT_FIELDS.map((field) => [field, `${field} ${MARKUP}`])), phone: "+49 30 123456" });

export function register(world) {
  for (const javaScriptEnabled of [true, false]) {
    test(`markup in every field stays text, ${javaScriptEnabled ? "with" : "without"} script`, () =>
      visiting(world, { javaScriptEnabled, expected: [422] }, async (page, visit) => {
        await add(page, visit, "harbor-mug", "MUG-TIDE-L");
        await page.locator("[data-cart] .line").first().waitFor();
        await visit.go("/checkout");
        const typed = details();
        await fill(page, { ...typed, email: `${MARKUP}@example.com`, phone: MARKUP, postal_code: "<script>" });
        await page.locator('button[formaction="/checkout/place"]').click();
        await page.locator(".error-summary").waitFor();
        for (const field of TEXT_FIELDS) {
          assert.equal(await page.locator(`#${field}`).inputValue(), typed[field], "what was typed is kept as it is");
        }
        assert.equal(await page.locator("#phone").inputValue(), MARKUP);
        assert.equal(await page.locator("#postal_code").inputValue(), "<script>");
        await clean(page);
        await fill(page, typed);
        await placeByCard(page, visit);
        await pay(page, GOOD_CARD);
        await saysOnOrderPage(page, visit, CONFIRMED);
        const shown = await page.locator("main").textContent();
        for (const field of TEXT_FIELDS) {
          assert.ok(shown.includes(typed[field]), `${field} is on the order page as it was typed`);
        }
        await clean(page);
        const [{ html, text }] = await until("the mail", () => {
          const mails = world.shop.mailsTo(typed.email);
          return mails.length > 0 && mails;
        });
        assert.ok(text.includes(`name ${MARKUP}`), "a text part holds what was typed");
        assert.doesNotMatch(html, /<script|<img src=x/i);
        assert.match(html, /&lt;script/);
      }));
  }

  test("a name with a line break, which could become a header of a mail, is refused", () =>
    visiting(world, {}, async (page, visit) => {
      await add(page, visit, "harbor-mug", "MUG-TIDE-S");
      await page.locator("[data-cart] .line").waitFor();
      await visit.go("/checkout");
      const agreed = await page.locator("[name=agreed]").inputValue();
      for (const name of ["Rosa\r\nBcc: everybody@example.com", "Rosa\nX: y", "Rosa\0"]) {
        const sent = somebody({ name, country: "DE", delivery: "standard", method: "card", agreed });
        const response = await page.request.post(`${world.shop.url}/checkout/place`, {
          form: sent,
          headers: { origin: world.shop.origin, accept: "application/json" },
          maxRedirects: 0,
        });
        const problem = await response.json();
        assert.equal(response.status(), 422, JSON.stringify({ name, problem }));
        assert.deepEqual(problem.fields.map((field) => field.name), ["name"]);
        assert.deepEqual(world.shop.mailsTo(sent.email), []);
      }
    }));
}

/** Nothing that was typed became a part of the page. */
async function clean(page) {
  assert.notEqual(await page.title(), "taken");
  assert.equal(await page.locator("main script").count(), 0);
  assert.equal(await page.locator("img[src=x]").count(), 0);
}
