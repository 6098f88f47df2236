/**
 * What is found in a big shop when one letter is wrong: 200 recorded queries, each the title of a product of the
 * made-up shop with one letter left out, put in, changed, or two swapped.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { complete } from "../../../site/scripts/find/data.mjs";
import { indexOf, ranked } from "../../../site/scripts/find/engine.mjs";
import { ROOT, binary } from "../support/shop.mjs";

const PRODUCTS = 10_000;
const FOUND_MIN = 0.95;
const QUERIES = new URL("../fixtures/typos.tsv", import.meta.url);

/** The search data of the made-up shop, as far as words are concerned. */
function columns() {
  const folder = mkdtempSync(join(tmpdir(), "shop-big-"));
  try {
    const wish = ["catalog", "generate", "--products", String(PRODUCTS), "--seed", "1", "--into", join(folder, "shop")];
    execFileSync(binary(), wish, { cwd: ROOT });
    const products = join(folder, "shop/site/content/products");
    const read = (name) => readFileSync(join(products, name, "index.md"), "utf8");
    const files = readdirSync(products).sort().map(read);
    const named = (pattern) => files.map((file) => pattern.exec(file)?.[1]);
    const categories = [...new Set(named(/^category = "(.+)"$/m))];
    return {
      decimals: 2,
      categories: categories.map((slug) => ({ slug, name: slug })),
      facets: [],
      titles: named(/^title = "(.+)"$/m),
      slugs: files.map(() => ""),
      pictures: files.map(() => ""),
      prices: files.map(() => "€1.00"),
      most: files.map(() => ""),
      category: named(/^category = "(.+)"$/m).map((slug) => categories.indexOf(slug)),
      choices: files.map(() => []),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function register() {
  test("of 200 queries with one typo nearly all find the product among the first three of 10,000", (t) => {
    const data = complete(columns());
    assert.equal(data.titles.length, PRODUCTS);
    const index = indexOf(data);
    const queries = readFileSync(QUERIES, "utf8").trim().split("\n").map((line) => line.split("\t"));
    assert.equal(queries.length, 200);
    const before = process.cpuUsage();
    const missed = queries.filter(([words, title]) => {
      const first = ranked(index, words).slice(0, 3);
      return !first.some((id) => data.titles[id] === title);
    });
    const { user, system } = process.cpuUsage(before);
    const found = queries.length - missed.length;
    t.diagnostic(`${found} of ${queries.length} found, ${((user + system) / 1000 / queries.length).toFixed(1)} CPU ms a query`);
    assert.ok(found >= queries.length * FOUND_MIN, `not found: ${missed.map(([words]) => words).join("; ")}`);
  });
}
