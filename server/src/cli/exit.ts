/** What the process tells the shell. */
export const exit = { clean: 0, findings: 1, failure: 2 } as const;
export type Exit = (typeof exit)[keyof typeof exit];

/** A request that cannot be done: shown as one line, ends with `exit.failure`. */
export class Refusal extends Error {}

/** Notes and progress are for people and go to stderr: stdout holds results alone. */
export const note = (message: string): void => {
  process.stderr.write(`plimsoll: ${message}\n`);
};

/** A reader that has seen enough (`| head`) closes the pipe: that is no error. Results that could not be written are one. */
export function endOnClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(process.exitCode ?? exit.clean);
      if (stream === process.stdout) note(`the results cannot be written (${error.code})`);
      process.exit(exit.failure);
    });
  }
}
