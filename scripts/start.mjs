// npm start: set up, build, scan the examples. With --editor: open them in a real VS Code.
import { install, requireNode, run } from "./setup.mjs";

install();
requireNode();
const built = run("node", ["scripts/build.ts"], { stdio: ["ignore", 2, 2] });
if (built !== 0) process.exit(built);

if (process.argv.includes("--editor")) process.exit(run("node", ["scripts/editor.ts"]));

const status = run("node", ["server/dist/plimsoll.cjs", "scan", "examples", "--fail-on", "never"]);
console.log(`
The same in an editor:   npm start -- --editor
Your own project:        node server/dist/plimsoll.cjs scan PATH
A rule in full:          node server/dist/plimsoll.cjs explain root-user`);
process.exit(status);
