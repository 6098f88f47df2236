/** What was looked at before: kept on this device, told to nobody. */

const SEEN = "seen";
const SEEN_MAX = 8;

function readSeen() {
  try {
    const seen = JSON.parse(localStorage.getItem(SEEN) ?? "[]");
    return Array.isArray(seen) ? seen : [];
  } catch {
    return [];
  }
}

/** Shows the other products of this locale, and keeps the one that is looked at. */
export function showSeen() {
  const place = document.querySelector("[data-seen]");
  if (!place) {
    return;
  }
  const here = { path: location.pathname, title: document.querySelector("h1").textContent, picture: place.dataset.seen };
  const others = readSeen().filter(({ path }) => path !== here.path);
  const prefix = here.path.slice(0, here.path.indexOf("/products/"));
  const cards = others.filter(({ path }) => path.startsWith(`${prefix}/products/`)).map(({ path, title, picture }) => {
    const card = document.createElement("li");
    card.className = "card";
    const link = document.createElement("a");
    link.href = path;
    const image = new Image(640, 640);
    Object.assign(image, { loading: "lazy", alt: "", src: `/pictures/${picture}.webp` });
    const name = document.createElement("span");
    name.className = "card-name";
    name.textContent = title;
    link.append(image, name);
    card.append(link);
    return card;
  });
  place.querySelector("ul").replaceChildren(...cards.slice(0, 4));
  place.hidden = cards.length === 0;
  try {
    localStorage.setItem(SEEN, JSON.stringify([here, ...others].slice(0, SEEN_MAX)));
  } catch {
    // A browser that keeps nothing shows nothing.
  }
}
