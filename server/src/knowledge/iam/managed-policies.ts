import { inflateText } from "./inflate.ts";
import { type ManagedPower, powerLetters } from "./managed-power.ts";
import { packed } from "./packed-managed-policies.ts";

/** One of AWS's own managed policies. */
export interface ManagedPolicy {
  readonly name: string;
  /** What stands before the name in its ARN: `service-role/`, mostly nothing. */
  readonly path: string;
  /** What its latest version gives away on everything, the gravest first. */
  readonly powers: readonly ManagedPower[];
}

/** The day that what is known of them is from. */
export const managedPoliciesDate = (): string => text().date;

/** All of them, by path and name. */
export const managedPolicies = (): readonly ManagedPolicy[] => [...text().byName.values()];

/** The policy of that name, which knows no case to be told apart by; undefined where AWS has none. */
export const managedPolicyNamed = (name: string): ManagedPolicy | undefined => text().byName.get(name.toLowerCase());

interface Text {
  readonly date: string;
  readonly byName: ReadonlyMap<string, ManagedPolicy>;
}
let unpacked: Text | undefined;
function text(): Text {
  unpacked ??= unpack(inflateText(packed.base64, packed.length));
  return unpacked;
}

/** The shape is what scripts/refresh-managed-policies.ts writes: the day, then a line for each path. */
function unpack(whole: string): Text {
  const [date = "", ...lines] = whole.split("\n");
  const byName = new Map<string, ManagedPolicy>();
  for (const line of lines) {
    const [path = "", ...entries] = line.split(" ");
    for (const entry of entries) {
      const [name = "", letters = ""] = entry.split("=");
      byName.set(name.toLowerCase(), { name, path, powers: powersOf(letters) });
    }
  }
  return { date, byName };
}

const byLetter: ReadonlyMap<string, ManagedPower> = new Map(
  // The keys are those of the type.
  (Object.keys(powerLetters) as readonly ManagedPower[]).map((power) => [powerLetters[power], power]),
);
const powersOf = (letters: string): readonly ManagedPower[] => [...letters].flatMap((letter) => byLetter.get(letter) ?? []);
