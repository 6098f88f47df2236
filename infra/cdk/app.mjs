// The shop's stack for CDK: the template as `sam package` wrote it, taken in whole. Nothing is added or changed, so
// that both ways of deploying make the same resources (tests/template compares them).
//
//   sam build && sam package … --output-template-file .aws-sam/packaged.yaml      (in infra/)
//   npx cdk deploy --parameters SiteUrl=… --parameters MailSender=…               (in infra/cdk/)
//
// `-c packaged=FILE` names another file, `-c stack=NAME` another stack.

import { readFileSync } from "node:fs";
import { App, DefaultStackSynthesizer, Stack } from "aws-cdk-lib";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";

const app = new App({ analyticsReporting: false });
const packaged = app.node.tryGetContext("packaged") ?? "../.aws-sam/packaged.yaml";
const name = app.node.tryGetContext("stack") ?? "vitrine";

// With the template as it stands in the repository synth would pass and the deployment fail: its code is on this
// machine, where CloudFormation does not look.
const code = readFileSync(packaged, "utf8").matchAll(/^\s*(?:CodeUri|ContentUri):\s*(\S+)/gm);
const local = [...code].map(([, place]) => place).filter((place) => !place.startsWith("s3://"));
if (local.length > 0) {
  console.error(`${packaged} names code on this machine (${local[0]}). Give what \`sam package\` wrote.`);
  process.exit(1);
}

const stack = new Stack(app, name, {
  // The stack has no assets of CDK's own, so it does not depend on the version of the bootstrap.
  synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
});
new CfnInclude(stack, "Template", { templateFile: packaged });
