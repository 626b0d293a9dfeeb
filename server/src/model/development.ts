import type { Stage } from "./build.ts";
import { chain } from "./chain.ts";

const development = /(?:^|[._/-])(?:dev|devel|develop|development|devcontainer|debug|debugger|test|tests|testing|local|e2e|ci)(?:$|[._/-])/i;

/** Is the image made for development, by the names of its stages, its file, or the folder of that? */
export const isForDevelopment = (stage: Stage): boolean =>
  chain(stage).some((s) => development.test(s.address)) || development.test(stage.from.source.uri.split("/").slice(-2).join("/"));
