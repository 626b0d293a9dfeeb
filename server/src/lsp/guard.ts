/** Writes to the client's log. The same line is written once: a rule that fails at every key would drown all else. */
export class Log {
  readonly #write: (line: string) => void;
  readonly #written = new Set<string>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  error(what: string, error: unknown): void {
    const first = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    if (this.#written.has(first)) return;
    if (this.#written.size >= 1000) this.#written.clear();
    this.#written.add(first);
    this.#write(error instanceof Error && error.stack ? `${first}\n${error.stack}` : first);
  }
}

/** The handler, with whatever it throws or rejects with logged under its name: then the answer is the empty one. */
export const guarded =
  <A extends readonly unknown[], R>(
    log: Log,
    name: string,
    empty: () => R,
    handle: (...args: A) => R | Promise<R>,
  ): ((...args: A) => R | Promise<R>) =>
  (...args) => {
    const failed = (error: unknown): R => {
      log.error(name, error);
      return empty();
    };
    try {
      const answer = handle(...args);
      return answer instanceof Promise ? answer.catch(failed) : answer;
    } catch (error) {
      return failed(error);
    }
  };
