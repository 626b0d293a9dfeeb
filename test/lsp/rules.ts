import { fix, rule } from "../../server/src/kit/rule.ts";
import { isOnFargate } from "../../server/src/model/container.ts";

/** Small rules that show what the server does with any rule. */

export const privileged = rule({
  name: "privileged-thing",
  on: "container",
  title: "Container runs privileged",
  severity: "error",
  risk: "container",
  why: "It owns the host.",
  refs: [],
  *check({ name, privileged }) {
    if (!privileged.is(true)) return;
    yield {
      at: privileged.at,
      message: `Container "${name.value ?? ""}" runs privileged.`,
      fixes: [
        ...fix(`Set "privileged" to false`, "unsafe", privileged.set(false)),
        // Does not do what it says: it must never be offered.
        ...fix("Ask nicely", "safe", name.set("please")),
      ],
    };
  },
  examples: [],
});

export const writable = rule({
  name: "writable-thing",
  on: "container",
  title: "Root file system is writable",
  severity: "warning",
  risk: "container",
  why: "An intruder can change it.",
  refs: [],
  *check({ readOnlyRoot }) {
    if (!readOnlyRoot.is(false)) return;
    yield { at: readOnlyRoot.at, message: "The root file system is writable.", fixes: fix("Make it read-only", "safe", readOnlyRoot.set(true)) };
  },
  examples: [],
});

export const lateUser = rule({
  name: "root-thing",
  on: "stage",
  title: "Image runs as root",
  severity: "warning",
  risk: "image",
  why: "Root is root.",
  refs: [],
  *check({ user }) {
    if (user.is("root")) yield { at: user.at, message: "Runs as root." };
  },
  examples: [],
});

export const crashing = rule({
  name: "crashing-thing",
  on: "container",
  title: "Crashes",
  severity: "error",
  risk: "container",
  why: "It must not take others with it.",
  refs: [],
  // biome-ignore lint/correctness/useYield: it never comes to yield
  *check() {
    throw new Error("this rule is broken");
  },
  examples: [],
});

/** What takes two files: a container whose image is built as root. One fix is in the Dockerfile, one in both files. */
export const builtAsRoot = rule({
  name: "built-as-root",
  on: "deployment",
  title: "Image is built as root",
  severity: "info",
  risk: "container",
  why: "Root is root.",
  refs: [],
  *check({ container: { name, user }, build }) {
    if (!build?.user.is("root")) return;
    yield {
      at: name.at,
      message: "Its image is built as root.",
      related: [{ at: build.user.at, message: "here" }],
      fixes: [
        ...fix("Build it as app", "unsafe", build.user.set("app")),
        ...fix("Build it as app, and run it so", "unsafe", [...build.user.set("app"), ...user.set("app")]),
      ],
    };
  },
  examples: [],
});
/** The Dockerfile that builds what `task()` runs. */
export const built = { uri: "file:///w/web/Dockerfile", text: "FROM alpine:3.20\nUSER root\n" } as const;

export const onFargate = rule({
  name: "fargate-thing",
  on: "workload",
  title: "Task runs on Fargate",
  severity: "warning",
  risk: "host",
  why: "Its hosts are AWS's.",
  refs: [],
  *check(workload) {
    if (isOnFargate(workload)) yield { at: workload.family.at, message: "Runs on Fargate." };
  },
  examples: [],
});
