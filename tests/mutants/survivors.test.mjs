// What `cargo mutants` found: nearly every mutant is caught by a test of `domain`, and those that are not are the
// ones in `survivors.json`, each with its reason.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const TOP = resolve(HERE, "../..");
const CAUGHT_PERCENT_MIN = 95;
/** Fewer mutants than this, and most of the rules were not looked at. */
const VIABLE_MIN = 400;
/** Results that were not made by this run are about yesterday's code. */
const AGE_MS_MAX = 60 * 60 * 1000;

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const results = read(join(TOP, ".shop/mutants/mutants.out/outcomes.json"));
const listed = read(join(HERE, "survivors.json"));

/** The mutant's name without its line and column, which change with every edit above it. */
const named = ({ scenario }) => scenario.Mutant.name.replace(/:\d+:\d+: /, ": ");
const mutants = results.outcomes.filter(({ scenario }) => scenario !== "Baseline");
const ended = (...summaries) => mutants.filter(({ summary }) => summaries.includes(summary));

/** A mutant that makes the tests endless is noticed as well. */
const caught = ended("CaughtMutant", "Timeout");
const survivors = ended("MissedMutant");

/** Each name as often as it is there: one function may have two mutants of one name. */
const sorted = (names) => [...names].sort();
const without = (names, others) => {
  const left = [...others];
  return sorted(names).filter((name) => {
    const at = left.indexOf(name);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

test("the results are of this run and of enough mutants", (context) => {
  const viable = caught.length + survivors.length;
  context.diagnostic(`${mutants.length} mutants, ${viable} of them compile`);
  assert.ok(Date.now() - Date.parse(results.end_time) < AGE_MS_MAX, `they ended ${results.end_time}`);
  assert.ok(viable >= VIABLE_MIN, `${viable} mutants compile`);
  const known = viable + ended("Unviable").length;
  assert.equal(known, mutants.length, "a mutant ended in a way that is not known here");
});

test(`${CAUGHT_PERCENT_MIN} of 100 mutants are caught`, (context) => {
  const percent = (100 * caught.length) / (caught.length + survivors.length);
  context.diagnostic(`${caught.length} caught, ${survivors.length} survived: ${percent.toFixed(1)} %`);
  assert.ok(percent >= CAUGHT_PERCENT_MIN, `${percent.toFixed(1)} %`);
});

test("every survivor is listed with a reason", () => {
  const names = listed.map(({ name }) => name);
  assert.deepEqual(without(survivors.map(named), names), []);
  for (const { name, reason } of listed) {
    assert.ok(typeof reason === "string" && reason.trim().length > 20, `${name} has no reason`);
  }
});

test("every listed mutant still survives", () => {
  const names = listed.map(({ name }) => name);
  assert.deepEqual(without(names, survivors.map(named)), []);
});
