import type { Finding } from "../engine/run.ts";
import type { Fix } from "../kit/rule.ts";
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
  return findings.map((finding) => retold(finding, (text) => hide(text, texts)));
}

/** A finding in other words. Its fixes are still worked out when they are first asked for: a spread would ask at once. */
function retold(finding: Finding, tell: (text: string) => string): Finding {
  let fixes: readonly Fix[] | undefined;
  const { message, ...own } = Object.getOwnPropertyDescriptors(finding);
  // All of the finding's own properties stand in the descriptors.
  return Object.create(Object.prototype, {
    ...own,
    message: { ...message, value: tell(finding.message) },
    fixes: {
      enumerable: true,
      get: () => {
        fixes ??= finding.fixes.map((fix) => ({ ...fix, title: tell(fix.title) }));
        return fixes;
      },
    },
  }) as Finding;
}
