// The template in its three later forms: packaged by `sam package`, transformed by SAM, synthesized by CDK.
//
// `sam package` is the real one. It uploads to a bucket on this machine, which takes everything and keeps nothing.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startBucket } from "./bucket.mjs";

const run = promisify(execFile);
const HERE = dirname(fileURLToPath(import.meta.url));
const TOP = resolve(HERE, "../..");
const CDK = join(TOP, "infra/cdk");
/** Where sam and its Python are; `cargo shop test` installs them there. */
const COMMANDS = process.env.TEMPLATE_COMMANDS ?? join(TOP, ".shop/tools/python/bin");
/** Nobody's account: nothing is looked up anywhere. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_DEFAULT_REGION: "eu-central-1",
  SAM_CLI_TELEMETRY: "0",
  CDK_DISABLE_CLI_TELEMETRY: "true",
};
const SOMEBODY = { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" };
const OUTPUT_MAX = 64 * 1024 * 1024;

async function sam(folder) {
  const packaged = join(folder, "packaged.yaml");
  const bucket = await startBucket();
  try {
    const template = join(TOP, "infra/template.yaml");
    const words = ["package", "--template-file", template, "--s3-bucket", "shop-code", "--output-template-file", packaged];
    const env = { ...ENVIRONMENT, ...SOMEBODY, AWS_ENDPOINT_URL: bucket.url };
    await run(join(COMMANDS, "sam"), words, { env, maxBuffer: OUTPUT_MAX });
    return { packaged, uploads: bucket.keys };
  } finally {
    await bucket.stop();
  }
}

/** What CDK makes of a packaged template; rejects with what it printed when it refuses. */
export async function synthesize(packaged, output) {
  const words = ["synth", "--quiet", "--context", `packaged=${packaged}`, "--output", output];
  await run("node", [join(CDK, "node_modules/aws-cdk/bin/cdk"), ...words], { cwd: CDK, env: ENVIRONMENT });
  return JSON.parse(readFileSync(join(output, "vitrine.template.json"), "utf8"));
}

/** Makes all three. */
export async function make() {
  const folder = mkdtempSync(join(tmpdir(), "template-"));
  const { packaged, uploads } = await sam(folder);
  const words = [join(HERE, "transform.py"), packaged];
  const forms = await run(join(COMMANDS, "python"), words, { env: ENVIRONMENT, maxBuffer: OUTPUT_MAX });
  return {
    folder,
    uploads,
    raw: join(TOP, "infra/template.yaml"),
    ...JSON.parse(forms.stdout),
    synthesized: await synthesize(packaged, join(folder, "cdk.out")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
