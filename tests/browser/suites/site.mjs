/** The static pages as files: sound, and every link of theirs leads somewhere. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { against, unsound } from "../support/html.mjs";

const AT_ONCE = 16;
const ATTRIBUTES = /\s(?:href|src|srcset|action|content)="([^"]*)"/g;

/** Every built page; the shells with their two marks filled, as functions fill them. */
function pages({ site }) {
  return readdirSync(site, { recursive: true })
    .filter((name) => name.endsWith(".html"))
    .map((name) => {
      const html = readFileSync(join(site, name), "utf8")
        .replace("<!--title-->", "A title")
        .replace("<!--slot-->", "<h1>A title</h1>");
      return { name: name.split(sep).join("/"), html };
    });
}

/** Every address of the shop that a page names, with the page's own as base. */
function addresses(shop, { name, html }) {
  const base = new URL(name === "404.html" ? "/" : name.replace(/index\.html$/, ""), shop.url);
  const found = [];
  for (const [whole, value] of html.matchAll(ATTRIBUTES)) {
    const kind = whole.trim().split("=")[0];
    const parts = kind === "srcset" ? value.split(",").map((part) => part.trim().split(/\s+/)[0]) : [value];
    for (const part of parts) {
      if (kind === "content" && !part.startsWith(shop.url)) {
        continue;
      }
      const url = new URL(part.replaceAll("&amp;", "&").replaceAll("&#x2F;", "/"), base);
      if (url.origin === shop.origin) {
        found.push({ url, page: name, kind });
      }
    }
  }
  return found;
}

export function register(world) {
  test("every static page is sound HTML", async (t) => {
    const all = pages(world.shop);
    const wrong = all.flatMap(({ name, html }) => unsound(name, html));
    t.diagnostic(`${all.length} pages`);
    assert.deepEqual([...wrong, ...(await against(all))], []);
  });

  test("every script, style and font that a page loads is checked by its hash, and nothing is inline", () => {
    const loose = [];
    for (const { name, html } of pages(world.shop)) {
      const loading = [
        ...html.matchAll(/<script\b[^>]*\bsrc=[^>]*>/g),
        ...html.matchAll(/<link\b[^>]*\brel="(?:stylesheet|preload|modulepreload)"[^>]*>/g),
      ];
      loose.push(...loading.filter(([tag]) => !/ integrity="sha384-[\w+/=]{64}"/.test(tag)).map(([tag]) => `${name}: ${tag}`));
      const inline = html.matchAll(/<script(?![^>]*\bsrc=)(?! type="application\/(?:ld\+)?json")[^>]*>|<style\b|\sstyle="|\son[a-z]+="/g);
      loose.push(...[...inline].map(([found]) => `${name}: ${found}`));
    }
    assert.deepEqual(loose, []);
  });

  test("the content security policy allows nothing unsafe and no other origin than the providers' for forms", async () => {
    for (const path of ["/", "/products/harbor-mug/", "/search?q=mug", "/cart", "/no-such-page/"]) {
      const policy = (await fetch(world.shop.url + path)).headers.get("content-security-policy");
      assert.match(policy, /^default-src 'none';/, path);
      assert.doesNotMatch(policy, /unsafe|\*|https?:(?!\/\/)/, path);
      const origins = [...policy.matchAll(/https?:\/\/[^\s;]+/g)].map(([origin]) => origin);
      assert.deepEqual(origins, world.shop.providerOrigins, path);
    }
  });

  test("only the frame of the 3D view may do what its viewer needs, and only the shop may frame it", async () => {
    const { headers } = await fetch(`${world.shop.url}/view/atelier-lamp/`);
    const policy = headers.get("content-security-policy");
    assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline';/);
    assert.match(policy, /frame-ancestors 'self'/);
    assert.doesNotMatch(policy, /https?:|\*|'unsafe-eval'/);
    assert.equal(headers.get("x-frame-options"), "SAMEORIGIN");
  });

  test("an asset is kept for ever, and a page is asked for again", async () => {
    const home = await fetch(world.shop.url);
    assert.equal(home.headers.get("cache-control"), "no-cache");
    const [style] = /\/assets\/[0-9a-f]{16}\/shop\.css/.exec(await home.text());
    const { status, headers } = await fetch(world.shop.url + style);
    assert.equal(status, 200);
    assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable");
  });

  test("what machines read about the shop is there in every locale", async () => {
    for (const prefix of ["", "/en-gb", "/en-us", "/de", "/ar"]) {
      const read = async (path) => {
        const response = await fetch(`${world.shop.url}${prefix}${path}`);
        assert.equal(response.status, 200, prefix + path);
        return response.text();
      };
      const feed = JSON.parse(await read("/feed.json"));
      assert.equal(feed.version, "https://jsonfeed.org/version/1.1");
      assert.ok(feed.items.every(({ url }) => url.startsWith(`${world.shop.url}${prefix}/products/`)));
      assert.match(await read("/merchant.xml"), /<g:id>MUG-TIDE-S<\/g:id>/);
      assert.match(await read("/llms.txt"), /^# Vitrine\n/);
    }
    const security = await (await fetch(`${world.shop.url}/.well-known/security.txt`)).text();
    assert.match(security, /^Contact: mailto:/);
    assert.match(security, /^Expires: \d{4}-/m);
    const manifest = await (await fetch(`${world.shop.url}/site.webmanifest`)).json();
    for (const { src } of manifest.icons) {
      assert.equal((await fetch(world.shop.url + src)).status, 200, src);
    }
  });

  test("translations of a page name each other, and no page that is not translated", (t) => {
    const named = new Map();
    for (const { name, html } of pages(world.shop)) {
      const links = [...html.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">/g)];
      const [, own] = /<link rel="canonical" href="([^"]+)">/.exec(html) ?? [];
      if (links.length > 0) {
        named.set(own, new Map(links.map(([, language, href]) => [language, href])));
        assert.ok([...named.get(own).values()].includes(own), `${name} names itself`);
      }
    }
    for (const [own, links] of named) {
      for (const href of links.values()) {
        assert.deepEqual(named.get(href), links, `${own} and ${href}`);
      }
    }
    const languages = (path) => [...named.get(world.shop.url + path).keys()].sort().join(" ");
    assert.equal(languages("/products/harbor-mug/"), "ar de en en-gb en-us x-default");
    assert.equal(languages("/products/bird-bowl/"), "de en en-gb en-us x-default");
    assert.equal(named.get(`${world.shop.url}/ar/terms/`), undefined);
    t.diagnostic(`${named.size} pages`);
  });

  test("no link and no picture of a static page is dead", async (t) => {
    const wanted = new Map();
    const all = pages(world.shop);
    const ids = new Map(all.map(({ name, html }) => [name, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))]));
    const dead = [];
    for (const { url, page, kind } of all.flatMap((one) => addresses(world.shop, one))) {
      const file = `${url.pathname}index.html`.slice(1);
      if (url.hash && ids.has(file) && !ids.get(file).has(decodeURIComponent(url.hash.slice(1))) && !/^#[A-Z]/.test(url.hash)) {
        dead.push(`${url} in ${page}: no such place on the page`);
      }
      url.hash = "";
      if (kind !== "action" && !wanted.has(url.href)) {
        wanted.set(url.href, page);
      }
    }
    for (const path of all.flatMap(({ html }) => [...html.matchAll(/\sdata-(?:find|variants|script)="([^"]+)"/g)].map(([, path]) => path))) {
      wanted.set(new URL(path.replaceAll("&#x2F;", "/"), world.shop.url).href, "a search field");
    }
    const sitemap = readFileSync(join(world.shop.site, "sitemap.xml"), "utf8");
    for (const [, place] of sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)) {
      assert.equal(new URL(place).origin, world.shop.origin, "the sitemap names this shop");
      wanted.set(place, "sitemap.xml");
    }
    const queue = [...wanted];
    const look = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const [url, page] = next;
        const response = await fetch(url, { redirect: "manual", headers: { accept: "text/html,*/*" } });
        await response.arrayBuffer();
        if (response.status !== 200) {
          dead.push(`${url} in ${page}: ${response.status}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, look));
    t.diagnostic(`${wanted.size} addresses`);
    assert.deepEqual(dead, []);
  });
}
