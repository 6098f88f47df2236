/** Whether HTML is sound: rules of good writing (html-validate), and the standard itself (the Nu checker of the W3C). */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { HtmlValidate } from "html-validate";
import vnu from "vnu-jar";

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

/** What the standard has against these pages. */
export async function against(pages) {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  try {
    for (const { name, html } of pages) {
      const path = join(folder, name.endsWith(".html") ? name : `${name}.html`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, html);
    }
    const settings = ["-jar", String(vnu), "--format", "json", "--errors-only", "--exit-zero-always", "--skip-non-html", folder];
    const { stderr } = await promisify(execFile)("java", settings, { maxBuffer: 64 * 1024 * 1024 });
    return JSON.parse(stderr).messages.map(({ type, url, lastLine, message }) => {
      const page = url === undefined ? "the checker" : relative(folder, fileURLToPath(url));
      return `${page}:${lastLine ?? 0}: ${message} (${type})`;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
