import { type Container, nameOf } from "../model/container.ts";
import { enumerate } from "../model/enumeration.ts";
import type { Report } from "./rule.ts";
import { together } from "./together.ts";

/** One report for all containers that go on running and lack `what`, a noun such as `limit for memory`. */
export function* lacking(containers: readonly Container[], what: string, lacks: (container: Container) => boolean): Iterable<Report> {
  const open = containers.filter((container) => !container.initial && lacks(container));
  const [first, ...others] = open;
  if (!first) return;
  yield {
    ...together([first, ...others], (c) => c.name.at),
    message: `${enumerate(open.map(nameOf))} ${others.length > 0 ? "have" : "has"} no ${what}.`,
  };
}
