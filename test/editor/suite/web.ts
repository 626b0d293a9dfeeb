import "mocha/mocha.js";
import { type Runner, report } from "./report.ts";

/** Runs the suite in an extension host that is a web worker. */
export function run(): Promise<void> {
  class Report {
    constructor(runner: Runner) {
      report(runner);
    }
  }
  const reporter = Report as unknown as Mocha.ReporterConstructor;
  mocha.setup({ ui: "tdd", timeout: 30_000, retries: 1, forbidOnly: true, reporter });
  // After the set-up: it defines what the suite calls.
  require("./plimsoll.test.ts");
  return new Promise((resolve, reject) => mocha.run((failures) => (failures > 0 ? reject(new Error(`${failures} failed`)) : resolve())));
}
