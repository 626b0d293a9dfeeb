import type { Stage } from "./build.ts";
import { chain } from "./chain.ts";
import type { Container } from "./container.ts";

const development = /(?:^|[._/-])(?:dev|devel|develop|development|devcontainer|debug|debugger|test|tests|testing|local|e2e|ci)(?:$|[._/-])/i;

/** Is the image made for development, by the names of its stages, its file, or the folder of that? */
export const isForDevelopment = (stage: Stage): boolean =>
  chain(stage).some((s) => development.test(s.address)) || development.test(stage.from.source.uri.split("/").slice(-2).join("/"));

/**
 * Is the container one for those who write the program, by the names of its file and folders, its workload, its namespace or itself? Compose is
 * their tool, unless the file says that it is for production.
 */
export function runsForDevelopment({ name, workload }: Container): boolean {
  const path = name.at.source.uri.split("/").slice(-3).join("/");
  if (workload.platform === "compose" && !production.test(path)) return true;
  const names = [path, workload.address, workload.namespace.value, workload.family.value, name.value];
  return names.some((text) => text !== undefined && development.test(text));
}
const production = /(?:^|[._/-])(?:prod|production|live|release)(?:$|[._/-])/i;
