/** The assertions of the suite: a web worker has no `node:assert`. */
export function ok(value: unknown, message = "not so"): asserts value {
  if (!value) throw new Error(`${message} (${JSON.stringify(value)})`);
}

export function equal(actual: unknown, expected: unknown, message = "differs"): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`${message}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

export function match(actual: string, pattern: RegExp): void {
  if (!pattern.test(actual)) throw new Error(`${JSON.stringify(actual)} does not match ${pattern}`);
}

/** Asks again and again until there is an answer; `what` says for what it waited in vain. */
export async function until<T>(what: string, ask: () => T | undefined | false | PromiseLike<T | undefined | false>, limit = 15_000): Promise<T> {
  for (const end = Date.now() + limit; ; ) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
