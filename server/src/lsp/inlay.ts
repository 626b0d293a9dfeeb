import { type InlayHint, InlayHintKind, type InlayHintParams } from "vscode-languageserver";
import { actionsOf, countOf } from "../model/action-set.ts";
import { toPlace, toRange } from "./convert.ts";
import type { Session } from "./session.ts";

/** How many actions each wildcard of a policy stands for, where a person wants to see that. */
export async function inlayHints(session: Session, { textDocument: { uri }, range }: InlayHintParams): Promise<readonly InlayHint[]> {
  await session.ready(uri);
  const workspace = session.current();
  const source = workspace.source(uri);
  if (!source || !session.configuration.preferences(uri).actionCounts) return [];
  const shown = toPlace(source, range);
  const fields = (workspace.reading(uri)?.facts.statement ?? []).flatMap((s) => [...s.actions.items, ...s.notActions.items]);
  return fields.flatMap(({ value, at }): readonly InlayHint[] => {
    if (value === undefined || !/[*?]/.test(value) || at.end < shown.start || at.start > shown.end) return [];
    const count = countOf(actionsOf(value));
    return [{ position: toRange(at).end, label: count === 1 ? "1 action" : `${count} actions`, kind: InlayHintKind.Type, paddingLeft: true }];
  });
}
