/** Scans that take less than this show no progress. */
const patience = 300;
const interval = 80;
const width = 24;

/** A bar on stderr, for scans that take long, where a person watches. */
export class Progress {
  readonly #total: number;
  readonly #shown: boolean;
  #next = performance.now() + patience;
  #drawn = false;

  constructor(total: number, wanted: boolean) {
    this.#total = total;
    this.#shown = wanted && process.stderr.isTTY === true && process.env["TERM"] !== "dumb";
  }

  at(done: number): void {
    if (!this.#shown || performance.now() < this.#next) return;
    this.#next = performance.now() + interval;
    this.#drawn = true;
    const filled = Math.floor((width * done) / this.#total);
    process.stderr.write(`\r[${"#".repeat(filled)}${"-".repeat(width - filled)}] ${done}/${this.#total}`);
  }

  end(): void {
    if (this.#drawn) process.stderr.write("\r\u001b[K");
  }
}
