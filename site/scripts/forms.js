/**
 * Enhances checkout and order pages; none of it is needed.
 *
 * - the browser's own checks after a field is left, in the shop's words (`data-check` on a form, `data-error` on a field)
 * - the form of another country, the totals of another delivery, at once: what the form's first `formnovalidate` button asks
 *   for is fetched and swapped in (a `data-reload` field, or a radio button of a `.cards` group)
 * - Enter in a field leads to the button that orders, with totals up to date, or to what is missing; it never orders
 * - the browser's own filling in, where nothing is missing after it, leads to that button, too
 * - one press sends once (`data-once` on a form)
 * - an order that is still being decided looks again by itself (`data-poll`, seconds)
 */

const LOOKS_MAX = 40; // about two minutes at three seconds
const FILLED_MS = 100; // a browser fills in one field after the other, without a pause
const PLACE = '[data-check] [formaction="/checkout/place"]';
const one = (selector, root = document) => root.querySelector(selector);

/** Where the focus is, and what is typed there. */
const at = () => `${document.activeElement.id} ${document.activeElement.value}`;

/** Shows or takes away the sentence under a field. */
function mark(field) {
  const id = `${field.id}-error`;
  let place = document.getElementById(id);
  const wrong = !field.validity.valid;
  if (wrong && !place) {
    place = document.createElement("p");
    place.id = id;
    place.className = "error";
    field.after(place);
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
  }
  if (place) {
    place.textContent = wrong ? field.dataset.error || field.validationMessage : "";
  }
  if (wrong) {
    field.setAttribute("aria-invalid", "true");
  } else {
    field.removeAttribute("aria-invalid");
  }
}

const checked = (target) => target.id && target.matches?.("[data-check] :is(input, select, textarea)");

document.addEventListener("focusout", ({ target }) => {
  if (checked(target) && (target.value !== "" || target.hasAttribute("aria-invalid"))) {
    mark(target);
  }
});

document.addEventListener("input", ({ target }) => {
  if (checked(target) && target.hasAttribute("aria-invalid")) {
    mark(target);
  }
});

/** Puts the answered form in place of the shown one; keeps the focus and what was typed meanwhile. */
function swap(shown, fresh) {
  const { id, name, value } = document.activeElement;
  for (const field of shown.elements) {
    const twin = field.id && fresh.elements.namedItem(field.id);
    if (twin instanceof HTMLInputElement && field.type !== "radio" && field.type !== "checkbox") {
      twin.value = field.value;
    }
  }
  shown.replaceWith(fresh);
  const again = id ? document.getElementById(id) : one(`[name="${name}"][value="${CSS.escape(value ?? "")}"]`, fresh);
  again?.focus({ preventScroll: true });
}

/** Asks for the form again as the button would, without leaving the page. */
async function reload(form, button) {
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(button.formAction, {
      method: "POST",
      headers: { accept: "text/html" },
      body: new URLSearchParams(new FormData(form, button)),
    });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    swap(form, one("form[data-check]", page));
  } catch {
    form.submit(); // to the same address, as a page
  }
}

document.addEventListener("change", ({ target }) => {
  const button = target.matches("[data-check] :is([data-reload], .cards [type=radio])") && one("button[formnovalidate]", target.form);
  if (button) {
    reload(target.form, button);
  }
});

document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if (!target.matches("[data-check]") || !submitter?.matches("[formnovalidate]")) {
    return;
  }
  event.preventDefault();
  const wrong = [...target.elements].filter((field) => field.id && field.willValidate && !field.validity.valid);
  wrong.forEach(mark);
  if (wrong.length > 0) {
    wrong[0].focus();
    return;
  }
  const before = at();
  await reload(target, submitter);
  if (at() === before) {
    one(PLACE)?.focus(); // unless somebody went on meanwhile, who would order without wanting to
  }
});

/** An Enter that is still held from choosing an address, or from a field, does not order. */
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.matches(PLACE)) {
    event.preventDefault();
  }
});

let filling;

/** Goes on as Enter would, once the browser has filled in everything, unless the shopper does something meanwhile. */
function goOnSoon(from) {
  filling = setTimeout(() => {
    const { form } = document.activeElement;
    if (at() !== from) {
      return;
    }
    if (form.matches("[aria-busy]")) {
      goOnSoon(from); // the form of another country is on its way
    } else if (form.matches(":valid")) {
      form.requestSubmit(one("button[formnovalidate]", form));
    }
  }, FILLED_MS);
}

document.addEventListener("input", ({ target }) => {
  clearTimeout(filling);
  // Without its country it may be an address that nothing is sent to; on a phone the button is far away.
  const whole = target.matches("[data-check] :autofill") && one("#country:autofill", target.form);
  if (whole && document.activeElement.form === target.form && matchMedia("(hover: hover)").matches) {
    goOnSoon(at());
  }
});

document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (target.matches("[data-once]") && submitter && !defaultPrevented) {
    setTimeout(() => {
      submitter.disabled = true; // after the browser has read its name and value
    });
  }
});

addEventListener("pageshow", ({ persisted }) => {
  if (persisted) {
    for (const button of document.querySelectorAll("[data-once] button")) {
      button.disabled = false;
    }
  }
});

async function look(left) {
  const shown = one("[data-poll]");
  if (!shown || left === 0) {
    return;
  }
  const pause_ms = Number(shown.dataset.poll) * 1000;
  await new Promise((resolve) => setTimeout(resolve, pause_ms));
  try {
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const news = response.ok && page.getElementById(shown.id);
    if (news && news.textContent !== shown.textContent) {
      document.title = page.title;
      shown.replaceWith(news);
      news.tabIndex = -1;
      news.focus({ preventScroll: true });
    }
  } catch {
    // Offline for a moment: the next look may succeed.
  }
  look(left - 1);
}

const first = one("[data-check] #email");
if (one(".error-summary")) {
  one(".error-summary").focus();
} else if (first?.value === "" && matchMedia("(hover: hover)").matches) {
  first.focus({ preventScroll: true }); // on a phone the keyboard would cover the page
}
look(LOOKS_MAX);
