/**
 * Enhances every page of the shop; none of it is needed to buy something.
 *
 * - the header's count from the `cart_count` cookie
 * - stock, price and delivery of the products on the page, in one call, into space kept for them
 * - adding to the cart without leaving the page: the cart opens in a drawer
 * - the price with what shall be written on the product, asked of the shop; its 3D view, in a frame, once asked for
 * - the picture larger, in a window; products that were looked at before, kept on this device only
 * - search and filters: their script is fetched when somebody goes to them
 * - copying the link to the cart
 * - forms inside the cart: sent in place, the answered cart swapped in
 *
 * Amounts are only shown here, never worked out.
 */
import { showSeen } from "./seen.mjs";
import { counted, text } from "./texts.mjs";

const { locale, market } = document.documentElement.dataset;
const CART = `/cart?locale=${locale}`;
const OFFER_SKUS_MAX = 50; // what /offers answers in one call
const TYPING_PAUSE_MS = 600;

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const out = (offer) => offer?.stock === "out" || offer?.stock === "gone";

/** Sends a form the way the browser would, and answers the response after redirects. */
const send = (form, accept) =>
  fetch(form.action, { method: "POST", headers: { accept }, body: new URLSearchParams(new FormData(form)) });

/** Says something to a screen reader that the eye sees anyway. */
function say(sentence) {
  let live = one("#live");
  if (!live) {
    live = document.createElement("p");
    live.id = "live";
    live.className = "visually-hidden";
    live.setAttribute("role", "status");
  }
  (one("dialog[open]") ?? document.body).append(live); // what is behind an open dialog is not read out
  live.textContent = sentence;
}

// The header's count.

function showCount() {
  const count = Number(/(?:^|; )cart_count=(\d+)/.exec(document.cookie)?.[1] ?? 0);
  const badge = one("[data-cart-count]");
  badge.textContent = count > 0 ? String(count) : "";
  if (count > 0) {
    const unit = document.createElement("span");
    unit.className = "visually-hidden";
    unit.textContent = ` ${counted("frame-cart-unit", count)}`;
    badge.append(unit);
  }
}

// Live stock, price and delivery.

const offers = new Map();

/** Answers what the shop says of these SKUs, with these properties filled in; less where it says nothing. */
async function ask(skus, properties = "") {
  const told = [];
  for (let start = 0; start < skus.length; start += OFFER_SKUS_MAX) {
    const part = skus.slice(start, start + OFFER_SKUS_MAX).join(",");
    const query = new URLSearchParams({ market, locale, skus: part, ...(properties && { with: properties }) });
    const response = await fetch(`/offers?${query}`, { headers: { accept: "application/json" } });
    if (!response.ok) {
      break;
    }
    told.push(...(await response.json()).offers);
  }
  return told;
}

const onPage = () => all("[data-offer]").map((place) => place.dataset.offer);

async function loadOffers() {
  const skus = new Set(onPage());
  for (const card of all("[data-skus]")) {
    card.dataset.skus.split(",").forEach((sku) => skus.add(sku));
  }
  for (const offer of await ask([...skus].filter((sku) => !offers.has(sku)))) {
    offers.set(offer.sku, offer);
  }
}

function setText(place, sentence) {
  if (place && sentence && place.textContent !== sentence) {
    place.textContent = sentence;
  }
}

function showOffer(place) {
  const offer = offers.get(place.dataset.offer);
  if (!offer) {
    return;
  }
  place.dataset.state = offer.stock;
  setText(one("[data-stock]", place), offer.stock_text ?? text("product-no-longer-sold"));
  setText(one("[data-delivery]", place), offer.delivery_text);
  setText(one(`[data-price="${offer.sku}"]`), offer.price_text);
  const chip = one(`[name=sku][value="${offer.sku}"]`)?.closest(".chip");
  if (chip) {
    chip.dataset.state = offer.stock;
  }
}

function showCard(card) {
  const known = card.dataset.skus.split(",").map((sku) => offers.get(sku)).filter(Boolean);
  if (known.length === 0) {
    return;
  }
  const place = one("[data-stock]", card);
  const left = known.filter((offer) => !out(offer));
  if (left.length === 0) {
    setText(place, text("product-sold-out"));
    card.dataset.state = "out";
  } else if (left.every((offer) => offer.stock === "low")) {
    setText(place, known.length === 1 ? left[0].stock_text : text("card-few-left"));
  }
  const prices = known.filter((offer) => offer.unit_price);
  if (prices.length > 0) {
    const least = prices.reduce((a, b) => (b.unit_price.amount_minor < a.unit_price.amount_minor ? b : a));
    setText(one("[data-from]", card), least.price_text);
  }
}

// The product's form.

const buy = one("[data-buy]");

function chosen() {
  return new FormData(buy).get("sku");
}

function showChoice() {
  const button = one("[data-add]", buy);
  const gone = out(offers.get(chosen()));
  button.disabled = gone;
  button.textContent = gone ? text("product-sold-out") : text("product-add");
  one("[data-problem]", buy).hidden = true;
}

// What shall be written on it.

const writings = () => all("[data-property]", buy);
let pricedWith = "";

async function showPrices() {
  const filled = writings().filter(({ value }) => value.trim()).map(({ dataset }) => dataset.property).join(",");
  if (filled === pricedWith) {
    return;
  }
  pricedWith = filled;
  try {
    const told = await ask(onPage(), filled);
    if (filled === pricedWith) {
      told.forEach(({ sku, price_text }) => setText(one(`[data-price="${sku}"]`), price_text));
    }
  } catch {
    pricedWith = "?"; // the next letter asks again; the cart says it in any case
  }
}

/** Shows what is wrong beside the fields it is about; answers the first of them. */
function mark(fields) {
  const wrong = writings().filter((input) => {
    const told = fields.find(({ name }) => name === input.name);
    document.getElementById(`${input.id}-error`).textContent = told?.problem ?? "";
    input.setAttribute("aria-invalid", String(Boolean(told)));
    return told;
  });
  wrong[0]?.focus();
  return wrong[0];
}

/** A variant has an address of its own: the product's with `?variant=`. */
function chooseFromAddress() {
  const sku = new URLSearchParams(location.search).get("variant");
  const radio = all("[type=radio][name=sku]", buy).find(({ value }) => value === sku);
  if (radio) {
    radio.checked = true;
  }
}

/** Answers the sentence to show for a refused request, and the fields it is about. */
async function problem(response) {
  try {
    const { detail, title, fields = [] } = await response.json();
    return { sentence: detail || title || text("frame-unreached"), fields };
  } catch {
    return { sentence: text("frame-unreached"), fields: [] };
  }
}

async function add(event) {
  event.preventDefault();
  const button = one("[data-add]", buy);
  const place = one("[data-problem]", buy);
  place.hidden = true;
  button.disabled = true;
  let refused = null;
  try {
    const response = await send(buy, "application/json");
    refused = response.ok ? null : await problem(response);
  } catch {
    refused = { sentence: text("frame-unreached"), fields: [] };
  }
  button.disabled = false;
  button.focus({ preventScroll: true }); // it lost the focus; the drawer gives it back to whoever had it
  showCount();
  if (mark(refused?.fields ?? [])) {
    return;
  }
  if (refused) {
    place.textContent = refused.sentence;
    place.hidden = false;
  } else {
    await openDrawer();
  }
}

// The cart, in its page and in the drawer.

async function cartOf(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return response.ok ? one("[data-cart]", page) : null;
}

function drawer() {
  const made = document.createElement("dialog");
  made.className = "drawer";
  made.setAttribute("aria-labelledby", "drawer-title");
  made.innerHTML = `<div class="drawer-head"><h2 id="drawer-title"></h2>
    <button type="button" class="link"></button></div><section data-cart></section>`;
  one("h2", made).textContent = text("drawer-title");
  one("button", made).textContent = text("frame-close");
  made.addEventListener("click", ({ target }) => {
    if (target === made || target.closest(".drawer-head button")) {
      made.close();
    }
  });
  document.body.append(made);
  return made;
}

async function openDrawer() {
  try {
    const cart = await cartOf(await fetch(`${CART}&fragment=1`, { headers: { accept: "text/html" } }));
    const dialog = one(".drawer") ?? drawer();
    one("[data-cart]", dialog).replaceWith(cart);
    dialog.showModal();
    one('[href="/checkout"]', cart)?.focus({ preventScroll: true }); // the next step; the rest is before it
    say(text("drawer-added"));
  } catch {
    location.assign(CART);
  }
}

async function change(form, submitter) {
  const shown = form.closest("[data-cart]");
  const focused = document.activeElement?.id;
  shown.setAttribute("aria-busy", "true");
  submitter?.setAttribute("disabled", "");
  try {
    const cart = await cartOf(await send(form, "text/html"));
    shown.replaceWith(cart);
    (focused ? document.getElementById(focused) : null)?.focus();
    if (!cart.contains(document.activeElement)) {
      cart.tabIndex = -1;
      cart.focus({ preventScroll: true });
    }
    say(text("drawer-updated"));
  } catch {
    location.assign(CART);
  }
  showCount();
}

document.addEventListener("submit", (event) => {
  if (event.target.closest("[data-cart]") && event.target.method === "post") {
    event.preventDefault();
    change(event.target, event.submitter);
  }
});

let typing;
document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-cart] [name=quantity]")) {
    clearTimeout(typing);
    typing = setTimeout(() => target.isConnected && target.value !== "" && target.form.requestSubmit(), TYPING_PAUSE_MS);
  }
});

// The link to the cart, for another device.

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) {
    const field = document.getElementById(button.dataset.copy);
    field.select(); // where copying is not allowed, one key does it
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
    say(button.dataset.copied);
  }
});

for (const button of all("[data-copy]")) {
  button.hidden = !navigator.clipboard;
}

// The choice of country outlives the page.

document.addEventListener("click", ({ target }) => {
  const code = target.closest("[data-choose]")?.dataset.choose;
  if (code) {
    document.cookie = `locale=${code}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }
});

// The product's picture, larger.

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-zoom]");
  if (!link || event.ctrlKey || event.metaKey) {
    return;
  }
  event.preventDefault();
  const dialog = one(".zoom");
  one("img", dialog).src = link.href;
  one("img", dialog).alt = one("img", link).alt;
  dialog.showModal();
});

document.addEventListener("click", ({ target }) => {
  const dialog = target.closest(".zoom");
  const step = Number(target.closest("[data-step]")?.dataset.step ?? 0);
  if (dialog && step !== 0) {
    const links = all("[data-zoom]");
    const shown = links.findIndex(({ href }) => href === one("img", dialog).src);
    const next = links.at((shown + step) % links.length);
    one("img", dialog).src = next.href;
    one("img", dialog).alt = one("img", next).alt;
  } else if (dialog && !target.closest("img")) {
    dialog.close();
  }
});

// The product in 3D: nothing of it is fetched before somebody wants to see it.

const viewButton = one("[data-view]");

/** Tells the frame which variant is chosen, what its picture shows and where that is; and what it is called here. */
function showInView() {
  const frame = one(".view");
  if (!frame) {
    return;
  }
  const link = one(`[data-zoom="${chosen()}"]`);
  const told = { variant: chosen(), alt: one("img", link).alt, picture: link.href, title: one("h1").textContent };
  const { lang, dir } = document.documentElement;
  const said = JSON.parse(viewButton.dataset.said);
  frame.contentWindow.postMessage({ ...told, lang, dir, said }, location.origin);
}

function toggleView() {
  const shown = one(".view");
  if (shown) {
    shown.remove();
  } else {
    const frame = document.createElement("iframe");
    const title = text("product-view-title", { title: one("h1").textContent });
    Object.assign(frame, { className: "view", src: viewButton.dataset.view, title });
    frame.addEventListener("load", showInView);
    one(".shots").prepend(frame);
  }
  viewButton.textContent = shown ? text("product-view") : text("product-view-back");
}

/** There is a button where the browser can draw the model, and none where it would do nothing. */
function offerView() {
  const drawing = document.createElement("canvas").getContext("webgl2");
  viewButton.parentElement.hidden = !drawing;
  drawing?.getExtension("WEBGL_lose_context")?.loseContext();
}

if (viewButton) {
  viewButton.addEventListener("click", toggleView);
  (window.requestIdleCallback ?? setTimeout)(offerView);
}

// Search and filters.

let finding = false;

function fetchFind() {
  if (!finding) {
    finding = true;
    const script = document.createElement("script");
    script.type = "module";
    script.src = find.dataset.script;
    script.integrity = find.dataset.integrity;
    document.head.append(script);
  }
}

/** Whoever came here with the keyboard from the search goes on in the form. */
function goOnByKeyboard() {
  if (sessionStorage.getItem("by-keyboard")) {
    sessionStorage.removeItem("by-keyboard");
    (one("[name=sku]:checked", buy) ?? one("[data-add]", buy)).focus({ preventScroll: true, focusVisible: true });
  }
}

// Start.

if (buy) {
  chooseFromAddress();
  goOnByKeyboard();
  buy.addEventListener("submit", add);
  buy.addEventListener("change", ({ target }) => {
    if (target.name === "sku") {
      history.replaceState(null, "", `?variant=${encodeURIComponent(target.value)}`);
      showChoice();
      showInView();
    }
  });
  buy.addEventListener("input", ({ target }) => {
    if (target.matches("[data-property]")) {
      target.removeAttribute("aria-invalid");
      document.getElementById(`${target.id}-error`).textContent = "";
      showPrices();
    }
  });
}
addEventListener("pageshow", () => {
  showCount();
  if (buy) {
    showChoice();
    showPrices(); // a browser that comes back keeps what was typed
  }
});
async function showOffers() {
  if (!one("[data-offer], [data-skus]")) {
    return;
  }
  try {
    await loadOffers();
  } catch {
    return; // the page stays as it was built; the cart checks anyway
  }
  all("[data-offer]").forEach(showOffer);
  all("[data-skus]").forEach(showCard);
  if (buy) {
    pricedWith = "";
    showChoice();
    showPrices();
  }
}
showSeen();
showOffers();
document.addEventListener("cards", showOffers);
const find = one("[data-find]");
for (const event of ["focusin", "pointerdown"]) {
  document.addEventListener(event, ({ target }) => target.closest?.("[data-find], [data-filters]") && fetchFind());
}
if (one('[data-results="category"]') && location.search) {
  fetchFind();
}
if (location.protocol === "https:" || location.hostname === "localhost") {
  addEventListener("load", async () => {
    try {
      await navigator.serviceWorker?.register("/service-worker.js");
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage(new URL(one(".wordmark").href).pathname.slice(0, -1)); // it keeps the offline page in this language
    } catch {
      // Offline pages are not needed to buy something.
    }
  });
}
