import { type Hover, type HoverParams, MarkupKind } from "vscode-languageserver";
import { allowComments } from "../engine/allow.ts";
import type { AnyRule } from "../kit/rule.ts";
import { card } from "../report/page.ts";
import type { Place } from "../text/source.ts";
import { explainLink } from "./actions.ts";
import { toOffset, toRange } from "./convert.ts";
import type { Session } from "./session.ts";

/** What a rule is about, over its finding and over its name in a comment. */
export async function hover(session: Session, { textDocument: { uri }, position }: HoverParams): Promise<Hover | null> {
  await session.ready(uri);
  const workspace = session.current();
  const source = workspace.source(uri);
  if (!source) return null;
  const offset = toOffset(source, position);
  const holds = ({ start, end }: Place): boolean => start <= offset && offset <= end;
  const found: readonly Topic[] = workspace.findings(uri).filter((f) => holds(f.at));
  const named = allowComments(workspace.reading(uri)?.comments ?? [])
    .flatMap((c) => c.names)
    .filter((n) => holds(n.at))
    .flatMap(({ at, name }): readonly Topic[] =>
      session.host.rules.filter((r) => r.name === name || r.was?.includes(name)).map((rule) => ({ at, rule })),
    );
  const topics = [...new Map([...found, ...named].map((t) => [t.rule.name, t])).values()];
  const [first] = topics;
  if (!first) return null;
  const value = topics.map(({ rule }) => `${card(rule)}\n\n[Explain ${rule.name}](${explainLink(session.client, rule)})`).join("\n\n---\n\n");
  return { contents: { kind: session.client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value }, range: toRange(first.at) };
}

interface Topic {
  readonly at: Place;
  readonly rule: AnyRule;
}
