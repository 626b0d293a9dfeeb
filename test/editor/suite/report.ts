/** What of mocha's runner the report needs; the same in Node and in a browser. */
export interface Runner {
  on(event: "suite" | "suite end" | "pending", listener: (subject: { readonly title: string }) => void): unknown;
  on(event: "pass", listener: (test: { readonly title: string; readonly duration?: number }) => void): unknown;
  on(event: "fail" | "retry", listener: (test: { readonly title: string; fullTitle(): string }, error: Error) => void): unknown;
  on(event: "end", listener: () => void): unknown;
}
export interface Stats {
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
}

/** Begins every line of the extension host's console that belongs to the report. */
export const mark = "@@";

/** Prints what the tests do, and at the end the counts, to the console: the harness reads them there. */
export function report(runner: Runner): void {
  const stats = { passes: 0, failures: 0, pending: 0 };
  const failures: string[] = [];
  runner.on("suite", ({ title }) => say(title && `    ${title}`));
  runner.on("pending", ({ title }) => {
    stats.pending++;
    say(`      - ${title}`);
  });
  runner.on("pass", ({ title, duration }) => {
    stats.passes++;
    say(`      ✔ ${title} (${duration} ms)`);
  });
  runner.on("fail", (test, error) => {
    stats.failures++;
    say(`      ✘ ${test.title}`);
    failures.push(`${test.fullTitle()}\n${error.stack ?? error.message}`);
  });
  // An editor on a busy machine drops a request now and then. What is tried again is said, so that it does not become a habit.
  runner.on("retry", (test, error) => say(`      ↻ ${test.title} (tried again: ${error.message})`));
  runner.on("end", () => {
    for (const failure of failures) say(`\n${failure}`);
    console.log(`${mark}RESULT ${JSON.stringify(stats)}`);
  });
}

function say(text: string): void {
  if (text) for (const line of text.split("\n")) console.log(mark + line);
}
