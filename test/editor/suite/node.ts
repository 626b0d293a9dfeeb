import Mocha from "mocha";
import { type Runner, report } from "./report.ts";

/** Runs the suite in an extension host with Node. */
export function run(): Promise<void> {
  class Report {
    constructor(runner: Runner) {
      report(runner);
    }
  }
  // mocha's types ask for a subclass of its own base reporter, which would print too.
  const reporter = Report as unknown as Mocha.ReporterConstructor;
  const mocha = new Mocha({ ui: "tdd", timeout: 30_000, retries: 1, forbidOnly: true, reporter });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, "", mocha);
  require("./plimsoll.test.cjs");
  return new Promise((resolve, reject) => mocha.run((failures) => (failures > 0 ? reject(new Error(`${failures} failed`)) : resolve())));
}
