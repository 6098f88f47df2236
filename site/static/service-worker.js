/**
 * Keeps visited pages and the cart readable without a network. Whatever is asked of the network is asked of it first, so
 * nothing old is shown to anybody who is online; offers, checkout, orders, links to carts and everything sent are never
 * kept.
 */

const PAGES = "pages-1";
const ASSETS = "assets-1";
const PAGES_MAX = 60;
const OFFLINE = "/offline/";
const NEVER = /^\/(offers|checkout|order|search|webhooks|_local)(\/|$)/;
const LINK = /[?&](link|from)\b/; // the cart with a link to it, or opened by one: the link is all that it takes to look
const FOR_EVER = /^\/(assets|processed_images)\//; // these addresses hold a hash
const FILES = /^\/(fonts|pictures)\//;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PAGES).then((cache) => cache.add(OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== PAGES && name !== ASSETS).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// A page says in which language it is: `/de` has an offline page of its own.
self.addEventListener("message", ({ data }) => {
  if (/^\/[a-z-]+$/.test(data)) {
    caches.open(PAGES).then((cache) => cache.add(data + OFFLINE));
  }
});

async function asset(request) {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request);
  if (kept) {
    return kept;
  }
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
  }
  return answer;
}

async function file(request) {
  const cache = await caches.open(ASSETS);
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await cache.put(request, answer.clone());
    }
    return answer;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}

async function page(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) {
      await cache.put(request, answer.clone());
      const [oldest, ...others] = (await cache.keys()).filter(({ url }) => !new URL(url).pathname.endsWith(OFFLINE));
      if (others.length >= PAGES_MAX) {
        await cache.delete(oldest);
      }
    }
    return answer;
  } catch {
    const kept = (await cache.match(request)) ?? (await cache.match(request, { ignoreSearch: true }));
    const [, first] = new URL(request.url).pathname.split("/");
    return kept ?? (await cache.match(`/${first}${OFFLINE}`)) ?? cache.match(OFFLINE);
  }
}

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin || NEVER.test(pathname) || LINK.test(search)) {
    return;
  }
  if (mode === "navigate") {
    event.respondWith(page(event.request));
  } else if (FOR_EVER.test(pathname)) {
    event.respondWith(asset(event.request));
  } else if (FILES.test(pathname)) {
    event.respondWith(file(event.request));
  }
});
