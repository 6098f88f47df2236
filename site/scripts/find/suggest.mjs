/** What is found while somebody types into the header's search: links below the field, and how many there are. */
import { counted, text } from "../texts.mjs";
import { ranked } from "./engine.mjs";

const SUGGESTIONS_MAX = 6;

function suggestion(data, id) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `${data.prefix}/products/${data.slugs[id]}/`;
  const picture = new Image(48, 48);
  picture.src = `/pictures/small/${data.pictures[id]}.webp`;
  picture.alt = "";
  const title = document.createElement("span");
  title.textContent = data.titles[id];
  const price = document.createElement("bdi");
  price.className = "muted";
  price.textContent = (data.most[id] ? `${text("card-from")} ` : "") + data.prices[id];
  link.append(picture, title, price);
  item.append(link);
  return item;
}

/** Shows what fits below the form's field from now on. */
export function suggest(form, data, index) {
  const field = form.elements.namedItem("q");
  const panel = document.createElement("div");
  panel.className = "found";
  panel.hidden = true;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  panel.append(list, status);
  form.append(panel);

  const show = () => {
    const words = field.value.trim();
    const found = words ? ranked(index, words) : [];
    list.replaceChildren(...found.slice(0, SUGGESTIONS_MAX).map((id) => suggestion(data, id)));
    if (found.length > SUGGESTIONS_MAX) {
      const item = document.createElement("li");
      const all = document.createElement("a");
      all.href = `${form.action}?${new URLSearchParams(new FormData(form))}`;
      all.className = "found-all";
      all.textContent = text("find-all", { count: found.length });
      item.append(all);
      list.append(item);
    }
    status.textContent = found.length > 0 ? counted("products-count", found.length) : words && text("find-none", { words });
    status.className = found.length > 0 ? "visually-hidden" : "";
    panel.hidden = words === "";
  };

  const places = () => [field, ...list.querySelectorAll("a")];
  const move = (event, step) => {
    const next = places()[places().indexOf(document.activeElement) + step];
    if (next && !panel.hidden) {
      event.preventDefault();
      next.focus();
    }
  };
  field.addEventListener("input", show);
  form.addEventListener("focusin", () => panel.hidden && field.value.trim() && show());
  form.addEventListener("focusout", ({ relatedTarget }) => {
    panel.hidden ||= relatedTarget !== null && !form.contains(relatedTarget);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      move(event, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      field.focus();
      panel.hidden = true;
    } else if (event.key === "Enter" && event.target.closest(".found a")) {
      sessionStorage.setItem("by-keyboard", "1"); // the product page goes on in its form
    }
  });
  form.addEventListener("submit", (event) => {
    const [first] = list.querySelectorAll("a");
    const words = field.value.trim().toLowerCase();
    if (!panel.hidden && first?.querySelector("span")?.textContent.toLowerCase() === words) {
      event.preventDefault(); // the name of a product leads to it
      sessionStorage.setItem("by-keyboard", "1");
      location.assign(first.href);
    }
  });
  document.addEventListener("pointerdown", ({ target }) => {
    panel.hidden ||= !form.contains(target);
  });
  if (field.value && document.activeElement === field) {
    show();
  }
}
