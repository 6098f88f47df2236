/** A keyboard that counts the keys which move and choose, and looks whether the focus can be seen. */

import assert from "node:assert/strict";

const TABS_MAX = 60; // more than any page needs between two fields

/** What has the focus, and whether the eye can find it. Runs in the page. */
function focus(selector) {
  const active = document.activeElement;
  const places = [active, active.closest("label, .card"), active.nextElementSibling].filter(Boolean);
  const marked = (place) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(place);
    return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  };
  const { x, y, width, height } = (active.closest("label") ?? active).getBoundingClientRect();
  const inside = x + width > 0 && y + height > 0 && x < innerWidth && y < innerHeight && width > 0 && height > 0;
  return {
    there: active.matches(selector),
    name: `${active.tagName.toLowerCase()}#${active.id} "${active.textContent.trim().slice(0, 40)}"`,
    visible: active === document.body || (active.matches(":focus-visible") && places.some(marked) && inside),
  };
}

export class Keyboard {
  constructor(page) {
    this.page = page;
    this.controls = 0;
    this.between = 0; // Tabs that end a filled field and begin the next
  }

  async press(key) {
    this.controls += 1;
    await this.page.keyboard.press(key);
  }

  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Goes on to a field, unless the focus is there, and types. The Tab that ends a filled field belongs to the typing. */
  async typeInto(selector, text) {
    if (!(await this.page.evaluate(focus, selector)).there) {
      const filled = await this.page.evaluate(() => Boolean(document.activeElement.value));
      await this.tabTo(selector);
      if (filled) {
        this.controls -= 1;
        this.between += 1;
      }
    }
    await this.type(text);
  }

  /** Presses Tab until the focus is there; every stop on the way has to be visible. */
  async tabTo(selector) {
    const passed = [];
    for (let step = 0; step < TABS_MAX; step += 1) {
      await this.press("Tab");
      const seen = await this.page.evaluate(focus, selector);
      assert.ok(seen.visible, `the focus on ${seen.name} cannot be seen`);
      if (seen.there) {
        return;
      }
      passed.push(seen.name);
    }
    assert.fail(`${selector} was not reached: ${passed.join(", ")}`);
  }
}
