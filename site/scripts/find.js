/** Search and filters: fetched with the library when somebody first goes to a search field or a filter. */
import { complete } from "./find/data.mjs";
import { indexOf } from "./find/engine.mjs";
import { filter } from "./find/filter.mjs";
import { suggest } from "./find/suggest.mjs";

const form = document.querySelector("[data-find]");
const get = async (path) => (await fetch(path)).json();

async function start() {
  const data = complete(await get(form.dataset.find));
  const index = indexOf(data);
  let skus;
  suggest(form, data, index);
  const results = document.querySelector("[data-results]");
  if (results) {
    filter(results, data, index, () => (skus ??= get(form.dataset.variants)));
  }
}

start().catch(() => undefined); // the forms are sent to the server as they are
