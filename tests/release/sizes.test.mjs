// What `cargo lambda build --release --output-format zip` made: a zip for every function, listed with its size.

import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const TOP = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const MADE = join(TOP, "target/lambda");
/** A cold start reads the whole zip; the largest is at about a third of this. */
const ZIP_BYTES_MAX = 12 * 1024 * 1024;
/** A zip that was not made by this build is of yesterday's code. */
const AGE_MS_MAX = 60 * 60 * 1000;

const functions = readdirSync(join(TOP, "functions"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared")
  .map((entry) => entry.name);

for (const name of functions) {
  test(`${name} is built and small enough`, (context) => {
    const { size, mtimeMs } = statSync(join(MADE, name, "bootstrap.zip"));
    context.diagnostic(`${name} ${(size / 1024 / 1024).toFixed(2)} MB`);
    assert.ok(size <= ZIP_BYTES_MAX, `${size} bytes`);
    assert.ok(Date.now() - mtimeMs < AGE_MS_MAX, "made an hour ago or longer");
  });
}
