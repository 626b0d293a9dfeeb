import { fix, rule } from "../../server/src/kit/rule.ts";
import type { Place } from "../../server/src/text/source.ts";

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

/**
 * Finds a container name that another file has too, and shows it in the file that is read later. A rule with a memory is
 * none that the product could have; here it stands for what joins files, without asking for more than one kind of host.
 */
export const sharedName = () => {
  const seen = new Map<string, { readonly source: Place["source"]; readonly names: Map<string, Place> }>();
  return rule({
    name: "shared-name",
    on: "deployment",
    title: "Two files have a container of one name",
    severity: "info",
    risk: "orchestrator",
    why: "Which is which?",
    refs: [],
    *check({ container: { name } }) {
      const { source } = name.at;
      const held = seen.get(source.uri);
      const own = held?.source === source ? held : { source, names: new Map<string, Place>() };
      seen.set(source.uri, own);
      own.names.set(name.value ?? "", name.at);
      for (const [uri, other] of seen) {
        const there = other.names.get(name.value ?? "");
        if (uri >= source.uri || !there) continue;
        yield { at: name.at, message: `Another file has "${name.value}" too.`, related: [{ at: there, message: "here" }] };
      }
    },
    examples: [],
  });
};
