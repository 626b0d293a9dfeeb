import type { Options } from "./rule.ts";

/**
 * A small workspace in which the rule must find exactly the marked places. `fixed` is the first file after the first
 * fix of the first finding. `caption` says in the documentation what the example shows: for a good one, the trap.
 */
export interface Example {
  readonly caption: string | undefined;
  /** The rule's options where they are not its defaults. */
  readonly options: Options | undefined;
  readonly files: readonly ExampleFile[];
  readonly fixed: string | undefined;
}
export interface ExampleFile {
  readonly path: string;
  readonly text: string;
  /** UTF-16 offsets of the texts between « and ». */
  readonly marks: readonly (readonly [start: number, end: number])[];
  /** Values that were put into the text: what is printed of the example shows their beginning only. */
  readonly values: readonly string[];
}
interface Open extends Example {
  /** The first file once the first fix is applied. */
  to(fixed: ExampleFile): Open;
  /** What the example shows. */
  because(caption: string): Open;
  /** With the rule's options set so. */
  given(options: Options): Open;
}
type Host = (literal: TemplateStringsArray, ...values: readonly string[]) => ExampleFile;

/**
 * A template tag for files at `path`: indentation that all lines share goes, « and » become marks.
 * Values are put in as they are: a token, which must not stand in our own files in one piece.
 */
export const file =
  (path: string): Host =>
  (literal, ...values) => {
    // Only documentation and tests look into examples: whoever runs the rules does not pay for reading them.
    let read: Pick<ExampleFile, "text" | "marks"> | undefined;
    const unmarked = (): Pick<ExampleFile, "text" | "marks"> => {
      read ??= unmark(dedent(String.raw({ raw: literal.raw.map(unescaped) }, ...values)));
      return read;
    };
    return {
      path,
      values,
      get text() {
        return unmarked().text;
      },
      get marks() {
        return unmarked().marks;
      },
    };
  };
/** A value made of pieces, so that nobody who searches our files for tokens finds one. */
export const joined = (...pieces: readonly string[]): string => pieces.join("");

export const dockerfile: Host = file("Dockerfile");
export const ecs: Host = file("task-definition.json");
export const iam: Host = file("policy.json");
export const cloudformation: Host = file("template.yaml");
export const terraform: Host = file("main.tf");
export const kubernetes: Host = file("deployment.yaml");
export const compose: Host = file("compose.yaml");
export const daemon: Host = file("daemon.json");
export const eksctl: Host = file("cluster.yaml");

/** Findings are exactly the texts between « and ». */
export const bad = (...files: readonly ExampleFile[]): Open => open({ caption: undefined, options: undefined, files, fixed: undefined });
/** No finding: each trap that a naive check would fall into is one of these. */
export const good = (...files: readonly ExampleFile[]): Open => open({ caption: undefined, options: undefined, files, fixed: undefined });

const open = (example: Example, fixed?: ExampleFile): Open => ({
  ...example,
  get fixed() {
    return fixed?.text;
  },
  to: (file) => open(example, file),
  because: (caption) => open({ ...example, caption }, fixed),
  given: (options) => open({ ...example, options }, fixed),
});

/** Backslashes are the host's own, save before the two marks that TypeScript would read. */
const unescaped = (raw: string): string => raw.replace(/\\([`$])/g, "$1");

function unmark(marked: string): Pick<ExampleFile, "text" | "marks"> {
  const marks: [number, number][] = [];
  let text = "";
  for (const part of marked.split(/([«»])/)) {
    if (part === "«") marks.push([text.length, -1]);
    else if (part === "»") {
      const last = marks.findLast((m) => m[1] < 0);
      if (last) last[1] = text.length;
    } else text += part;
  }
  return { text, marks };
}

function dedent(literal: string): string {
  const lines = literal
    .replace(/^\n/, "")
    .replace(/\n[ \t]*$/, "\n")
    .split("\n");
  const depth = Math.min(...lines.filter((l) => l.trim()).map((l) => l.search(/\S/)));
  return lines.map((l) => l.slice(depth)).join("\n");
}
