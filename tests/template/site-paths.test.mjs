// The CDN's function for the site's paths, as it stands in the template, on the events that CloudFront gives it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

const TEMPLATE = new URL("../../infra/template.yaml", import.meta.url);

/** The text of a block that begins with `FunctionCode: |`, without its indentation. */
function code() {
  const lines = readFileSync(TEMPLATE, "utf8").split("\n");
  const start = lines.findIndex((line) => line.trim() === "FunctionCode: |") + 1;
  assert.notEqual(start, 0, "the template has the function's code");
  const indent = lines[start].search(/\S/);
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => line.trim() !== "" && line.search(/\S/) < indent);
  return rest.slice(0, end).map((line) => line.slice(indent)).join("\n");
}

const handler = runInNewContext(`${code()}\nhandler;`);

function ask(uri, { locale, site, query = {} } = {}) {
  const cookies = locale === undefined ? {} : { locale: { value: locale } };
  const headers = site === undefined ? {} : { "sec-fetch-site": { value: site } };
  const answer = handler({ version: "1.0", request: { method: "GET", uri, querystring: query, headers, cookies } });
  return answer.statusCode ? `${answer.statusCode} ${answer.headers.location.value}` : answer.uri;
}

test("a path that ends with a slash is a folder's page", () => {
  assert.equal(ask("/"), "/index.html");
  assert.equal(ask("/en-gb/products/mug/"), "/en-gb/products/mug/index.html");
});

test("a file is itself", () => {
  assert.equal(ask("/shop.css"), "/shop.css");
  assert.equal(ask("/processed_images/mug.1234.webp"), "/processed_images/mug.1234.webp");
  assert.equal(ask("/.well-known/apple-developer-merchantid-domain-association"), "/.well-known/apple-developer-merchantid-domain-association");
});

test("a path without its slash goes to the one with it and keeps the query", () => {
  assert.equal(ask("/about"), "308 /about/");
  const query = { a: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] }, "b%20c": { value: "x%26y" }, d: { value: "" } };
  assert.equal(ask("/about", { query }), "308 /about/?a=1&a=2&b%20c=x%26y&d");
});

test("no path leads to another site", () => {
  for (const uri of ["//evil.example", "/\\evil.example", "//evil.example/a", "/a//evil"]) {
    assert.equal(ask(uri), uri, "the bucket has no such file");
  }
});

test("who comes to the front door is shown the storefront chosen before", () => {
  assert.equal(ask("/", { locale: "en-gb", site: "none" }), "302 /en-gb/");
  assert.equal(ask("/", { locale: "en-us", site: "cross-site", query: { from: { value: "mail" } } }), "302 /en-us/?from=mail");
});

test("a link of the shop is followed whatever was chosen before", () => {
  assert.equal(ask("/", { locale: "en-gb", site: "same-origin" }), "/index.html");
  assert.equal(ask("/about/", { locale: "en-gb", site: "none" }), "/about/index.html");
  assert.equal(ask("/", { locale: "en-gb" }), "/index.html", "a browser that does not say where it comes from");
});

test("a choice that is not a storefront, or the default one, changes nothing", () => {
  for (const locale of ["en", "fr", "//evil.example", "", "__proto__"]) {
    assert.equal(ask("/", { locale, site: "none" }), "/index.html", locale);
  }
});

test("the redirect to a storefront is kept by nobody", () => {
  const request = { method: "GET", uri: "/", querystring: {}, headers: { "sec-fetch-site": { value: "none" } }, cookies: { locale: { value: "en-gb" } } };
  assert.equal(handler({ request }).headers["cache-control"].value, "no-store");
});

test("the code is as small as CloudFront takes it and uses nothing it does not have", () => {
  assert.ok(code().length < 10 * 1024);
  assert.doesNotMatch(code(), /\b(import|require|setTimeout|class|export|await)\b/);
});
