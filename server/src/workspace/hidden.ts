import type { Finding } from "../engine/run.ts";
import { type Place, textOf } from "../text/source.ts";

/** A secret's place, and what is shown of it. */
export interface Hidden {
  readonly at: Place;
  readonly masked: string;
}

/** Shorter ones are words that messages use, and quickly guessed anyway. */
const shortest = 8;

/** The texts of secrets without quotes, and what is shown in their place. */
export const textsOf = (hidden: readonly Hidden[]): ReadonlyMap<string, string> =>
  new Map(hidden.map(({ at, masked }) => [textOf(at).replace(/^["']|["']$/g, ""), masked] as const).filter(([text]) => text.length >= shortest));

/** The text with a mask wherever a secret stands in it. */
export function hide(text: string, texts: ReadonlyMap<string, string>): string {
  let shown = text;
  for (const [secret, masked] of texts) if (shown.includes(secret)) shown = shown.replaceAll(secret, masked);
  return shown;
}

/** Findings of rules that quote a text, and know nothing of the secret in it. */
export function veiled(findings: readonly Finding[], hidden: readonly Hidden[]): readonly Finding[] {
  const texts = textsOf(hidden);
  if (texts.size === 0) return findings;
  return findings.map((finding) => {
    const message = hide(finding.message, texts);
    const fixes = finding.fixes.map((fix) => ({ ...fix, title: hide(fix.title, texts) }));
    return message === finding.message && fixes.every((f, i) => f.title === finding.fixes[i]?.title) ? finding : { ...finding, message, fixes };
  });
}
