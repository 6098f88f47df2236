/** Whether HTML is sound. */

import { HtmlValidate } from "html-validate";

const RULES = {
  // Tidiness of generated source, which nobody reads; it changes no page.
  "no-trailing-whitespace": "off",
  // Search engines cut a longer title, they do not mind it; a product's name is the merchant's.
  "long-title": "off",
  "no-inline-style": "error",
  // Several boxes of one group have one name: any of its values may be wanted.
  "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit", "reset"] }],
};

// How a browser writes down what it holds: `required=""` for `required`, `<!DOCTYPE html>` lost.
const WRITTEN_BY_BROWSERS = {
  "attribute-boolean-style": "off",
  "attribute-empty-style": "off",
};

const validator = (rules) =>
  new HtmlValidate({ root: true, extends: ["html-validate:recommended", "html-validate:document"], rules });

const sent = validator(RULES);
const shown = validator({ ...RULES, ...WRITTEN_BY_BROWSERS });

function sentences(results, name) {
  return results.flatMap(({ messages }) =>
    messages.map(({ line, column, message, ruleId }) => `${name}:${line}:${column}: ${message} (${ruleId})`),
  );
}

/** What is wrong with a page as it was sent. */
export const unsound = (name, html) => sentences(sent.validateStringSync(html, name).results, name);

/** What is wrong with a page as scripts have left it. */
export const unsoundAsShown = (name, html) => sentences(shown.validateStringSync(html, name).results, name);
