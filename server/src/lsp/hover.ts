import { type Hover, type HoverParams, MarkupKind } from "vscode-languageserver";
import { allowComments } from "../engine/allow.ts";
import type { AnyRule } from "../kit/rule.ts";
import type { Facts } from "../model/subjects.ts";
import { card } from "../report/page.ts";
import type { Place } from "../text/source.ts";
import { explainLink } from "./actions.ts";
import { capabilityAt } from "./capability-words.ts";
import { toOffset, toRange } from "./convert.ts";
import { hostAt } from "./host-words.ts";
import { imageAt } from "./image-words.ts";
import { spotAt } from "./policy-spot.ts";
import { describe } from "./policy-words.ts";
import { holds, type Said } from "./said.ts";
import type { Session } from "./session.ts";

/** What a rule is about, over its finding and over its name in a comment; what AWS says of the words of a policy, who is responsible for what where a task runs, what a capability gives, and what is known of an image. */
export async function hover(session: Session, { textDocument: { uri }, position }: HoverParams): Promise<Hover | null> {
  await session.ready(uri);
  const workspace = session.current();
  const source = workspace.source(uri);
  if (!source) return null;
  const offset = toOffset(source, position);
  const found: readonly Topic[] = workspace.findings(uri).filter((f) => holds(f.at, offset));
  const named = allowComments(workspace.reading(uri)?.comments ?? [])
    .flatMap((c) => c.names)
    .filter((n) => holds(n.at, offset))
    .flatMap(({ at, name }): readonly Topic[] =>
      session.host.rules.filter((r) => r.name === name || r.was?.includes(name)).map((rule) => ({ at, rule })),
    );
  const topics = [...new Map([...found, ...named].map((t) => [t.rule.name, t])).values()];
  const facts = workspace.reading(uri)?.facts;
  const words =
    facts && [wordsOfPolicy(facts, offset), hostAt(facts, offset), capabilityAt(facts, offset), imageAt(facts, offset)].find((w) => w !== undefined);
  const [first] = topics;
  const at = first?.at ?? words?.at;
  if (!at) return null;
  const cards = topics.map(({ rule }) => `${card(rule)}\n\n[Explain ${rule.name}](${explainLink(session.client, rule)})`);
  const value = [...(words ? [words.said] : []), ...cards].join("\n\n---\n\n");
  return { contents: { kind: session.client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value }, range: toRange(at) };
}

function wordsOfPolicy(facts: Facts, offset: number): Said | undefined {
  const spot = spotAt(facts, offset);
  const said = spot && describe(spot);
  return spot && said !== undefined ? { at: spot.at, said } : undefined;
}

interface Topic {
  readonly at: Place;
  readonly rule: AnyRule;
}
