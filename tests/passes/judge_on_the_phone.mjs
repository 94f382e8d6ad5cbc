// Runs the scanner's own rules on cases from standard input and prints what they say.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const frontend = new URL("../../frontend/", import.meta.url);
const typescript = createRequire(new URL("package.json", frontend))("typescript");
const source = readFileSync(new URL("src/islands/gate/rules.ts", frontend), "utf8");
const { outputText } = typescript.transpileModule(source, {
  compilerOptions: { module: "ESNext", target: "ES2022" },
});
const { judge } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
const cases = JSON.parse(readFileSync(0, "utf8"));
const verdicts = cases.map((one) => judge(one.payload, one.list, one.gate, one.direction, new Date(one.at)));
console.log(JSON.stringify(verdicts));
