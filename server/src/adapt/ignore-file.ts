import type { IgnoreFile, IgnorePattern } from "../model/ignore-file.ts";
import { type Facts, facts } from "../model/subjects.ts";
import { absent, type Edit, type Place, type Source } from "../text/source.ts";

/** `.dockerignore`, and that of one Dockerfile, which has its name before it. */
export const isIgnoreFileName = (name: string): boolean => /(?:^|\.)(?:docker|container)ignore$/i.test(name);

/** A pattern a line; `#` at its beginning makes a comment of it. https://docs.docker.com/build/concepts/context/#syntax */
export function readIgnoreFile(source: Source): { readonly facts: Facts; readonly comments: readonly Place[] } {
  const { text, lines } = source;
  const patterns: IgnorePattern[] = [];
  const comments: Place[] = [];
  for (const [index, start] of lines.entries()) {
    const after = lines[index + 1] ?? text.length;
    // A byte order mark is none of the first pattern.
    const line = text.slice(start, after).replace(/^\uFEFF/, "\u0020");
    const written = line.trim();
    const from = start + line.length - line.trimStart().length;
    const at = source.at(Math.min(from, start + line.length), from + written.length);
    if (line.startsWith("#")) comments.push(at);
    else if (written !== "") patterns.push(pattern(written, at, source.at(start, after)));
  }
  const file: IgnoreFile = { address: "", at: source.at(0, 0), patterns, add: (added) => appended(source, added) };
  return { facts: facts({ ignoreFile: [file] }), comments };
}

/** What a `.dockerignore` at `uri` would be, where there is none. */
export const newIgnoreFile = (uri: string): Pick<IgnoreFile, "add"> => ({ add: (patterns) => appended(absent(uri), patterns) });

function pattern(written: string, at: Place, line: Place): IgnorePattern {
  const negated = written.startsWith("!");
  return { path: cleaned(negated ? written.slice(1).trim() : written), negated, at, remove: () => [{ at: line, text: "" }] };
}

/** As Docker cleans it: no `.` and no double slashes, none at the beginning or the end; `..` leads back. */
function cleaned(path: string): string {
  const segments: string[] = [];
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step === "..") segments.pop();
    else segments.push(step);
  }
  return segments.join("/");
}

function appended(source: Source, patterns: readonly string[]): readonly Edit[] {
  const { text } = source;
  const [end] = /\r\n|\r|\n/.exec(text) ?? ["\n"];
  const open = text !== "" && !/[\r\n]$/.test(text);
  return patterns.length === 0 ? [] : [{ at: source.at(text.length, text.length), text: `${open ? end : ""}${patterns.join(end)}${end}` }];
}
