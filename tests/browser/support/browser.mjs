/** A real browser that notices what must never happen on any page. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const NARROW = { width: 390, height: 844 };
export const WIDE = { width: 1280, height: 900 };
const WAIT_MAX_MS = 15_000;

/** Starts Chromium, with further arguments if a test needs them. */
export function startBrowser(further = []) {
  const executablePath = process.env.CHROMIUM ?? process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `there is no browser at ${executablePath}: install it with "apt-get install chromium", or name another in CHROMIUM`,
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      ...further,
    ],
  });
}

/**
 * One shopper's window. It keeps what must not happen: errors in the console (a breach of the content security
 * policy is one), requests to other origins, and to the provider before an order was placed.
 */
export class Visit {
  /** Opens a window. `expected` are the refusals that the test provokes, by HTTP status. */
  static async open(world, { expected = [], viewport = WIDE, ...options } = {}) {
    // The service worker has a test of its own; elsewhere it would only keep what the next test must not see.
    const settings = { viewport, reducedMotion: "reduce", serviceWorkers: "block", ...options };
    const context = await world.browser.newContext(settings);
    context.setDefaultTimeout(WAIT_MAX_MS);
    return new Visit(world, context, await context.newPage(), expected);
  }

  constructor(world, context, page, expected) {
    this.shop = world.shop;
    this.context = context;
    this.page = page;
    this.expected = expected;
    this.faults = [];
    this.placed = false;
    this.offline = false; // what cannot be fetched is then no fault
    context.on("console", (message) => this.heard(message));
    context.on("weberror", (error) => this.faults.push(`an error in a script: ${error.error()}`));
    context.on("request", (request) => this.sent(request));
    page.on("response", (response) => {
      if (response.request().isNavigationRequest() && (response.status() < 300 || response.status() >= 400)) {
        this.document = response;
      }
    });
  }

  heard(message) {
    const text = message.text();
    const refused = /server responded with a status of (\d+)/.exec(text)?.[1];
    if (message.type() === "error" && !this.offline && !this.expected.includes(Number(refused))) {
      this.faults.push(`in the console of ${message.location().url}: ${text}`);
    }
  }

  sent(request) {
    const { origin, pathname, protocol } = new URL(request.url());
    if (request.method() === "POST" && /^\/(checkout\/place|order\/[^/]+\/pay)$/.test(pathname)) {
      this.placed = true;
    }
    const providers = [this.shop.providerOrigin, this.shop.paypalOrigin];
    const allowed =
      origin === this.shop.origin || protocol === "data:" || (this.placed && providers.includes(origin));
    if (!allowed) {
      this.faults.push(`a request to ${request.url()}`);
    }
  }

  /** Opens a page of the shop. */
  go(path) {
    return this.page.goto(this.shop.url + path);
  }

  /** The page as it was sent. */
  source() {
    return this.document.text();
  }

  /** Closes the window; fails if something happened that must not. */
  async close() {
    await this.context.close();
    assert.deepEqual(this.faults, []);
  }
}

/** Does something in a window of its own, and then looks at what happened meanwhile. */
export async function visiting(world, options, does) {
  const visit = await Visit.open(world, options);
  try {
    await does(visit.page, visit);
  } catch (error) {
    const faults = visit.faults.length > 0 ? `\nmeanwhile: ${visit.faults.join("; ")}` : "";
    const where = visit.page.isClosed() ? "" : `\non ${visit.page.url()}`;
    await visit.context.close();
    error.message += where + faults;
    throw error;
  }
  await visit.close();
}
