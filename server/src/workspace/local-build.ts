import type { Stage } from "../model/build.ts";
import type { LocalBuild } from "../model/container.ts";
import { isLiteral } from "../model/literal.ts";

/** The address of its Dockerfile as a person reads it; undefined where it is not known, or not in the workspace. */
export const dockerfilePath = (uri: string, { context, dockerfile }: LocalBuild): string | undefined =>
  context.value === undefined || dockerfile.value === undefined ? undefined : resolve(readable(uri), context.value, dockerfile.value);

/** The address of its context's folder as a person reads it, without a slash at the end. */
export const contextPath = (uri: string, { context }: LocalBuild): string | undefined =>
  context.value === undefined ? undefined : resolve(readable(uri), context.value, "");

/** The stage that is built, where no build argument decides what it is. */
export function targetOf({ target, args }: LocalBuild, stages: readonly Stage[]): Stage | undefined {
  const name = target.value?.toLowerCase() ?? "";
  const stage = target.opaque ? undefined : stages.find((s) => (name === "" ? s.final : s.address === name));
  return stage && !(args && dependsOnArguments(stage)) ? stage : undefined;
}

const dependsOnArguments = ({ user, image }: Stage): boolean => [user, image].some((field) => !field.unset && !isLiteral(field));

/** What the Dockerfile of a folder is called from the file at `uri`; undefined for one that is not in the workspace: another repository, an absolute path. */
function resolve(uri: string, context: string, dockerfile: string): string | undefined {
  if ([context, dockerfile].some((path) => /^(?:\/|~|[A-Za-z][A-Za-z0-9+.-]*:|git@)/.test(path))) return undefined;
  const segments = uri.split("/").slice(0, -1);
  for (const step of `${context}/${dockerfile}`.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") segments.push(step);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}

/** Editors write addresses with escapes, people write paths without. */
export function readable(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
