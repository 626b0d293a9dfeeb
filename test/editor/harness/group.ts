import { type ChildProcessByStdio, type SpawnOptions, spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** A program with everything that it starts, under one process group. */
export interface Group {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** All that it has written so far, to both streams. */
  output(): string;
  /** Resolves with what the pattern matched in its output; fails when it ends first or `limit` milliseconds are over. */
  says(pattern: RegExp, limit: number): Promise<RegExpExecArray>;
  /** Ends the whole group, asking first. */
  stop(): Promise<void>;
}

export function startGroup(command: string, args: readonly string[], options: Pick<SpawnOptions, "env" | "cwd">): Group {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  const signal = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // The group is gone already.
    }
  };
  const killNow = () => signal("SIGKILL");
  process.once("exit", killNow);
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));

  return {
    child,
    output: () => output,
    says: (pattern, limit) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${command} ${why}:\n${output}`));
        const timer = setTimeout(() => fail(`did not say ${pattern}`), limit);
        const look = () => {
          const match = pattern.exec(output);
          if (!match) return;
          clearTimeout(timer);
          resolve(match);
        };
        child.stdout.on("data", look);
        child.stderr.on("data", look);
        child.once("error", (error) => fail(error.message));
        void ended.then(() => {
          clearTimeout(timer);
          fail("ended early");
        });
        look();
      }),
    stop: async () => {
      signal("SIGTERM");
      const timer = setTimeout(killNow, 3000);
      await ended;
      clearTimeout(timer);
      killNow(); // what the leader left behind
      process.off("exit", killNow);
    },
  };
}
