// The template as CloudFormation will see it, by SAM's way and by CDK's.

import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cycle, needs } from "./graph.mjs";
import { make, synthesize } from "./made.mjs";

let made;

before(async () => {
  made = await make();
});
after(() => made?.remove());

const ofType = (template, type) => Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

test("no resource needs itself, not even around three corners", () => {
  assert.equal(cycle(needs(made.transformed)), null);
});

test("the site's URL taken from the CDN would be such a cycle", () => {
  const template = structuredClone(made.transformed);
  template.Resources.CartFunction.Properties.Environment.Variables.SITE_URL = {
    "Fn::Sub": "https://${ShopDistribution.DomainName}",
  };
  const found = cycle(needs(template));
  assert.equal(found[0], found.at(-1));
  for (const id of ["CartFunction", "ShopDistribution", "ShopApi"]) {
    assert.ok(found.includes(id), `${id} in ${found.join(" -> ")}`);
  }
});

test("every reference leads to a resource or a parameter", () => {
  const { Resources, Parameters } = made.transformed;
  const text = JSON.stringify(made.transformed);
  const referred = [...text.matchAll(/"Ref": ?"([^"]+)"/g)].map(([, name]) => name);
  const unknown = referred.filter((name) => !(name in Resources) && !(name in Parameters) && !name.startsWith("AWS::"));
  assert.deepEqual(unknown, []);
});

test("the stack is within CloudFormation's limits", () => {
  assert.ok(Object.keys(made.transformed.Resources).length <= 500, "resources");
  assert.ok(Object.keys(made.transformed.Parameters).length <= 200, "parameters");
  assert.ok(Object.keys(made.transformed.Outputs).length <= 200, "outputs");
  assert.ok(statSync(join(made.folder, "packaged.yaml")).size <= 1024 * 1024, "bytes, from a bucket");
});

test("every function is built for the chosen processor and has one role of its own", () => {
  const functions = ofType(made.transformed, "AWS::Lambda::Function");
  assert.ok(functions.length >= 11);
  const roles = functions.map(([, { Properties }]) => Properties.Role["Fn::GetAtt"][0]);
  assert.equal(new Set(roles).size, roles.length, "roles that functions share");
  for (const [id, { Properties }] of functions) {
    assert.deepEqual(Properties.Architectures, [{ Ref: "Architecture" }], id);
    assert.equal(Properties.Runtime, "provided.al2023", id);
  }
});

test("a role has only SAM's managed policies for logs and for what invokes the function", () => {
  const known = /(AWSLambdaBasicExecutionRole|AWSLambdaSQSQueueExecutionRole|AWSLambdaDynamoDBExecutionRole)$/;
  for (const [id, { Properties }] of ofType(made.transformed, "AWS::IAM::Role")) {
    for (const policy of Properties.ManagedPolicyArns ?? []) {
      assert.match(policy["Fn::Sub"] ?? policy["Fn::Join"]?.[1].join("") ?? policy, known, id);
    }
  }
});

test("every route of the API may invoke its function and no other API may", () => {
  const functions = ofType(made.transformed, "AWS::Lambda::Permission").filter(
    ([, { Properties }]) => Properties.Principal === "apigateway.amazonaws.com",
  );
  assert.ok(functions.length >= 13);
  for (const [id, { Properties }] of functions) {
    assert.equal(Properties.SourceArn["Fn::Sub"][1].__ApiId__.Ref, "ShopApi", id);
  }
});

test("all code was uploaded: of every function, and the shells", () => {
  const places = Object.values(made.packaged.Resources).flatMap(({ Properties }) => [Properties?.CodeUri, Properties?.ContentUri]);
  const code = places.filter((place) => place !== undefined);
  const functions = ofType(made.packaged, "AWS::Serverless::Function").length;
  assert.equal(code.length, functions + ofType(made.packaged, "AWS::Serverless::LayerVersion").length);
  for (const place of code) {
    const key = place.replace("s3://", "/");
    assert.ok(made.uploads.includes(key) || made.uploads.includes(key.replace("/shop-code", "")), `${place} in ${made.uploads}`);
  }
});

test("CDK makes the same resources with the same properties", () => {
  assert.deepEqual(Object.keys(made.synthesized.Resources).sort(), Object.keys(made.packaged.Resources).sort());
  for (const [id, resource] of Object.entries(made.packaged.Resources)) {
    const { Type, Condition, DeletionPolicy, Properties } = made.synthesized.Resources[id];
    assert.equal(Type, resource.Type, id);
    assert.equal(Condition, resource.Condition, id);
    assert.equal(DeletionPolicy, resource.DeletionPolicy, id);
    assert.deepEqual(sorted(Properties ?? {}), sorted(resource.Properties ?? {}), id);
  }
});

test("CDK asks for the same parameters and tells the same outputs", () => {
  for (const section of ["Parameters", "Outputs", "Conditions", "Globals"]) {
    assert.deepEqual(sorted(made.synthesized[section]), sorted(made.packaged[section]), section);
  }
  assert.deepEqual([made.synthesized.Transform].flat(), [made.packaged.Transform].flat());
});

test("CDK refuses the template as it stands, whose code is on this machine", async () => {
  await assert.rejects(synthesize(made.raw, join(made.folder, "refused")), ({ stderr }) => {
    assert.match(stderr, /names code on this machine \(\.\.\/\S+\)\. Give what `sam package` wrote\./);
    return true;
  });
});

test("what the build makes is what the layer takes", () => {
  const template = readFileSync(made.raw, "utf8");
  assert.match(template, /ContentUri: \.\.\/\.shop\/shell-layer\/\n/);
});

/** A value with its keys in order and its numbers and booleans as text, which is all CloudFormation knows. */
function sorted(value) {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (value === null || typeof value !== "object") {
    return String(value);
  }
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
