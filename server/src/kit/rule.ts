import type { Kind, Subjects } from "../model/subjects.ts";
import type { Edit, Place } from "../text/source.ts";
import type { Example } from "./example.ts";

export const severities = ["error", "warning", "info", "hint"] as const;
/** `error`: an attacker gains at once. `warning`: one more step away. `info`: hardening. `hint`: worth knowing. */
export type Severity = (typeof severities)[number];
/** How sure a finding is that it matters here. Low ones are shown in the presets `strict` and `all`. */
export type Confidence = "high" | "medium" | "low";
/** The part of the system that NIST SP 800-190, section 3, ascribes the risk to; "configuration" for what is said to Plimsoll itself. */
export type Risk = "image" | "registry" | "orchestrator" | "container" | "host" | "configuration";
/** Sets of rules. `strict` adds hardening, `hygiene` how Dockerfiles are written; each holds `recommended`, and `all` holds every rule. */
export const presets = ["recommended", "strict", "hygiene", "all"] as const;
export type Preset = (typeof presets)[number];

/**
 * `safe` cannot change what a working deployment does; --fix and fix-on-save apply it.
 * `unsafe` can; a person asks for it. `draft` holds a placeholder; a person completes it.
 */
export type Applicability = "safe" | "unsafe" | "draft";
export interface Fix {
  /** A verb phrase that names the concrete thing: `Set "privileged" to false`. */
  readonly title: string;
  readonly applicability: Applicability;
  /** May span files. */
  readonly edits: readonly Edit[];
}

export interface Report {
  /** The smallest text that a reader must look at: the value, not the block. */
  readonly at: Place;
  /** What is wrong, naming the culprit, as one sentence with a full stop; a second one may say what follows. */
  readonly message: string;
  /** Where the rule's own does not fit this case. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** What tells this finding from others of the same rule on the same subject, e.g. the variable's name. Never a secret. */
  readonly key?: string;
  readonly related?: readonly Related[];
  /** Where the text at `at` is a secret: what reports show in its place. Messages and titles must not quote it either. */
  readonly masked?: string;
  /**
   * Alternatives, the best first; at most one of them is applied. A function where they take longer to work out than the finding does: it is
   * called once, when somebody asks for them.
   */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
}
export interface Related {
  readonly at: Place;
  readonly message: string;
}

/** A rule's options are their own defaults: types, JSON schema and documentation follow from these. */
export type Options = Readonly<Record<string, boolean | number | string | readonly string[]>>;
/** Literal defaults widened to what a user may write: `["a"]` to `readonly string[]`. */
export type Settings<O> = {
  readonly [K in keyof O]: O[K] extends boolean ? boolean : O[K] extends number ? number : O[K] extends string ? string : readonly string[];
};

/** A rule of another tool that finds the same: `{ tool: "hadolint", id: "DL3002" }`. */
export interface Equivalent {
  readonly tool:
    | "checkov"
    | "trivy"
    | "hadolint"
    | "kics"
    | "cfn-lint"
    | "buildkit"
    | "access-analyzer"
    | "prowler"
    | "kube-score"
    | "dockle"
    | "tally";
  readonly id: string;
}

export interface Rule<K extends Kind = Kind, O extends Options = Options> {
  /** Kebab-case, and the thing found: "allow privileged-container" must read well. */
  readonly name: string;
  readonly on: K;
  /** The finding as a headline: "Container runs privileged". */
  readonly title: string;
  readonly severity: Severity;
  /** "high" where left out. */
  readonly confidence?: Confidence;
  readonly risk: Risk;
  /** The smallest preset that holds the rule; "recommended" where left out. */
  readonly preset?: Preset;
  /** Markdown: what an attacker gains, when the rule does not apply, what a fix may break. */
  readonly why: string;
  /** "NIST SP 800-190 4.4.3", "CWE-250", "CIS Docker 5.4", or a https address of the host's documentation. */
  readonly refs: readonly string[];
  readonly equivalents?: readonly Equivalent[];
  readonly options?: O;
  /** Does it tell where secrets stand? What it finds is hidden in all that is printed, even where it is accepted or the rule is off. */
  readonly hides?: true;
  /** Names that the rule once had. */
  readonly was?: readonly string[];
  /** Pure and total: the subject is all it sees. Generators are the usual form. */
  check(subject: Subjects[K], options: Settings<O>): Iterable<Report>;
  /** The rule's documentation and its tests. */
  readonly examples: readonly Example[];
}
/** A rule of any kind; `on` tells which. */
export type AnyRule = { [K in Kind]: Rule<K> }[Kind];

/** Erases the options' types: whoever runs the rule hands them in as data. */
export const rule = <K extends Kind, const O extends Options = Record<never, never>>(definition: Rule<K, O>): Rule<K> =>
  definition as unknown as Rule<K>;

/** The fixes themselves, worked out now. */
export const fixesOf = ({ fixes = [] }: Report): readonly Fix[] => (fixes instanceof Function ? fixes() : fixes);

/** No fix at all where the host cannot express it. */
export const fix = (title: string, applicability: Applicability, edits: readonly Edit[]): readonly Fix[] =>
  edits.length > 0 ? [{ title, applicability, edits }] : [];
