#!/usr/bin/env node
/**
 * Bundles and minifies the scripts of `site/scripts/` into a folder: `node site/tools/bundle.mjs OUT`.
 * The same sources make the same bytes.
 */
import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SITE = dirname(dirname(fileURLToPath(import.meta.url)));
const [out] = process.argv.slice(2);

await build({
  absWorkingDir: SITE,
  entryPoints: ["shop.js", "forms.js", "find.js", "view.js"].map((name) => join("scripts", name)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
});
