/**
 * A product in 3D, in a frame of its page: the page says which variant is chosen, and the model shows it.
 *
 * The viewer's own decoders would come from other hosts; our models are not compressed, so there is nothing to decode.
 */

import "./view/local.mjs";
import "@google/model-viewer/dist/model-viewer.min.js";

const viewer = document.querySelector("model-viewer");
let chosen = null;

function show() {
  if (chosen && viewer.availableVariants?.includes(chosen)) {
    viewer.variantName = chosen;
  }
}

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== parent) {
    return;
  }
  chosen = data.variant;
  Object.assign(document.documentElement, { lang: data.lang, dir: data.dir });
  document.title = data.title;
  document.querySelector("h1").textContent = data.title;
  viewer.alt = data.alt;
  viewer.a11y = data.said;
  if (!viewer.loaded) {
    viewer.poster = data.picture;
  }
  show();
});
viewer.addEventListener("load", show);
