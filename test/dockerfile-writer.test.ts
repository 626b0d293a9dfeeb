import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDockerfile } from "../server/src/adapt/dockerfile.ts";
import type { Stage } from "../server/src/model/build.ts";
import { applyEdits, type Edit, Source } from "../server/src/text/source.ts";

const stageOf = (source: Source): Stage => {
  const stage = readDockerfile(source).facts.stage.at(-1);
  if (!stage) throw new Error("no stage");
  return stage;
};
/** The text after the edits that `change` makes of its last stage; what is left alone gives the same text. */
function changed(before: string, change: (stage: Stage) => readonly Edit[] | undefined): string {
  const source = new Source("Dockerfile", before);
  return applyEdits(source, change(stageOf(source)) ?? []).text;
}

describe("setting the user", () => {
  it.each<[string, string, string]>([
    ["in place", "FROM a\nUSER root\nCMD x\n", "FROM a\nUSER app\nCMD x\n"],
    ["the last one", "FROM a\nUSER root\nRUN x\nuser  0:0  \nCOPY y y", "FROM a\nUSER root\nRUN x\nuser  app  \nCOPY y y"],
    ["a new one where a step follows the last one", "FROM a\nUSER root\nRUN x\nCMD y", "FROM a\nUSER root\nRUN x\nUSER app\nCMD y"],
    ["in quotes", 'FROM a\nUSER "root"', 'FROM a\nUSER "app"'],
    ["of a variable that is known", "FROM a\nARG U=root\nUSER $U", "FROM a\nARG U=root\nUSER app"],
    ["over a continuation line", "FROM a\nUSER \\\n  # c\n  root\nCMD x", "FROM a\nUSER \\\n  # c\n  app\nCMD x"],
    ["at the end", "FROM a\nRUN x\n", "FROM a\nRUN x\nUSER app\n"],
    ["at the end, no line end", "FROM a\nRUN x", "FROM a\nRUN x\nUSER app"],
    ["behind FROM", "FROM a", "FROM a\nUSER app"],
    ["behind an escape in the last line", "FROM a\nRUN x \\\n  y\n\n# end\n", "FROM a\nRUN x \\\n  y\nUSER app\n\n# end\n"],
    ["behind a heredoc", "FROM a\nRUN <<EOF\nx\nEOF\n", "FROM a\nRUN <<EOF\nx\nEOF\nUSER app\n"],
    ["before CMD", "FROM a\nRUN x\n\nCMD y\n", "FROM a\nRUN x\n\nUSER app\nCMD y\n"],
    ["above the comment on CMD", "FROM a\nRUN x\n# how\n# to start\nCMD y\n", "FROM a\nRUN x\nUSER app\n# how\n# to start\nCMD y\n"],
    ["below a comment that stands alone", "FROM a\n# c\n\nCMD y", "FROM a\n# c\n\nUSER app\nCMD y"],
    [
      "before the group",
      "FROM a\nRUN x\nEXPOSE 80\nHEALTHCHECK CMD h\nENTRYPOINT e\nCMD c",
      "FROM a\nRUN x\nEXPOSE 80\nUSER app\nHEALTHCHECK CMD h\nENTRYPOINT e\nCMD c",
    ],
    ["not before an ENTRYPOINT that is followed by RUN", "FROM a\nENTRYPOINT e\nRUN x\nCMD c", "FROM a\nENTRYPOINT e\nRUN x\nUSER app\nCMD c"],
    ["behind what follows CMD", "FROM a\nCMD c\nRUN x", "FROM a\nCMD c\nRUN x\nUSER app"],
    ["EXPOSE behind CMD", "FROM a\nCMD c\nEXPOSE 80", "FROM a\nUSER app\nCMD c\nEXPOSE 80"],
    ["CRLF", "FROM a\r\nRUN x\r\nCMD y\r\n", "FROM a\r\nRUN x\r\nUSER app\r\nCMD y\r\n"],
    ["CRLF, at the end", "FROM a\r\nRUN x \\\r\n y", "FROM a\r\nRUN x \\\r\n y\r\nUSER app"],
    ["indentation", "  FROM a\n  RUN x\n  CMD y\n", "  FROM a\n  RUN x\n  USER app\n  CMD y\n"],
    ["with directives", "# escape=`\nFROM a\nCMD y", "# escape=`\nFROM a\nUSER app\nCMD y"],
    ["of this stage, not of its parent", "FROM a AS b\nUSER root\nFROM b\nCMD x", "FROM a AS b\nUSER root\nFROM b\nUSER app\nCMD x"],
    ["of a parent without", "FROM a AS b\nRUN x\n\nFROM b\n", "FROM a AS b\nRUN x\n\nFROM b\nUSER app\n"],
    ["nothing of an unknown one", "FROM a\nARG U\nUSER $U", "FROM a\nARG U\nUSER $U"],
    ["nothing where an open continuation would take it in", "FROM a\nRUN x \\\n", "FROM a\nRUN x \\\n"],
    ["nothing where an open heredoc would take it in", "FROM a\nRUN <<EOF\n", "FROM a\nRUN <<EOF\n"],
  ])("%s", (_, before, expected) => {
    expect(changed(before, (s) => s.user.set("app"))).toBe(expected);
    expect(changed(expected, (s) => s.user.set("app"))).toBe(expected);
  });
  it("quotes what needs it", () => {
    expect(changed("FROM a\nUSER x", (s) => s.user.set("a b"))).toBe('FROM a\nUSER "a b"');
    expect(changed("FROM a\nUSER x", (s) => s.user.set("a\nb"))).toBe("FROM a\nUSER x");
  });
  it("takes the user away", () => {
    expect(changed("FROM a\n# root\nUSER root\nCMD x", (s) => s.user.remove())).toBe("FROM a\n# root\nCMD x");
  });
});

describe("words", () => {
  it.each<[string, string, (s: Stage) => readonly Edit[] | undefined, string]>([
    ["base", "FROM --platform=x a:1 AS b", (s) => s.base.set("c@sha256:0"), "FROM --platform=x c@sha256:0 AS b"],
    ["base with a variable", "ARG V=1\nFROM a:$V", (s) => s.base.set("a:2"), "ARG V=1\nFROM a:2"],
    ["base cannot hold spaces", "FROM a", (s) => s.base.set("a b"), "FROM a"],
    ["tag", "FROM h:5000/a:1 AS b", (s) => s.tag.set("2"), "FROM h:5000/a:2 AS b"],
    ["missing tag", "FROM h:5000/a AS b", (s) => s.tag.set("2"), "FROM h:5000/a:2 AS b"],
    ["flag", "FROM a\nCOPY --chmod=4755 b c", (s) => s.instructions[0]?.flags[0]?.value.set("0755"), "FROM a\nCOPY --chmod=0755 b c"],
    [
      "quoted flag",
      'FROM a\nRUN --mount="type=bind" c',
      (s) => s.instructions[0]?.flags[0]?.value.set("type=ssh"),
      'FROM a\nRUN --mount="type=ssh" c',
    ],
    [
      "option",
      "FROM a\nRUN --mount=type=bind,from=b c",
      (s) => s.instructions[0]?.flags[0]?.options[1]?.value.set("d"),
      "FROM a\nRUN --mount=type=bind,from=d c",
    ],
    ["exec form", 'FROM a\nCMD [ "b",\\\n  "c" ]', (s) => s.instructions[0]?.words[1]?.set('d "e"'), 'FROM a\nCMD [ "b",\\\n  "d \\"e\\"" ]'],
    ["value", "FROM a\nENV A=1 B=2 C=3", (s) => s.variables[1]?.value.set("x y"), 'FROM a\nENV A=1 B="x y" C=3'],
    ["value with a dollar sign", "FROM a\nENV A=1", (s) => s.variables[0]?.value.set("$x"), 'FROM a\nENV A="\\$x"'],
    [
      "value with the backtick escape",
      "# escape=`\nFROM a\nENV A=1",
      (s) => s.variables[0]?.value.set('c:\\d"'),
      '# escape=`\nFROM a\nENV A="c:\\d`""',
    ],
    ["value of an ARG without", "FROM a\nARG A", (s) => s.variables[0]?.value.set("1"), "FROM a\nARG A=1"],
    ["shell word", "FROM a\nRUN chmod u+s '/b c'", (s) => s.commands[0]?.words[1]?.set("u-s"), "FROM a\nRUN chmod u-s '/b c'"],
    ["shell word that needs quotes", "FROM a\nRUN b c", (s) => s.commands[0]?.words[1]?.set("d'e f"), "FROM a\nRUN b 'd'\\''e f'"],
    ["shell word in a quoted script", "FROM a\nRUN sh -c 'b c'", (s) => s.commands[1]?.words[1]?.set("d"), "FROM a\nRUN sh -c 'b d'"],
    ["no quotes in a quoted script", "FROM a\nRUN sh -c 'b c'", (s) => s.commands[1]?.words[1]?.set("d e"), "FROM a\nRUN sh -c 'b c'"],
  ])("%s", (_, before, change, expected) => {
    expect(changed(before, change)).toBe(expected);
  });
  it("what is set is read again", () => {
    const value = fc.stringMatching(/^[ -~]{1,12}$/);
    fc.assert(
      fc.property(value, fc.constantFrom("", "# escape=`\n"), (text, head) => {
        const source = new Source("Dockerfile", `${head}FROM a\nENV A=1\nCMD ["x"]\nRUN x y`);
        const stage = stageOf(source);
        const edits = [stage.variables[0]?.value, stage.instructions[1]?.words[0], stage.commands[0]?.words[1]].flatMap((f) => f?.set(text) ?? []);
        const done = stageOf(applyEdits(source, edits));
        expect(done.variables[0]?.value.value).toBe(text);
        expect(done.instructions[1]?.words[0]?.value).toBe(text);
        if (head === "") expect(done.commands[0]?.words[1]?.value).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe("instructions", () => {
  it.each<[string, string, (s: Stage) => readonly Edit[] | undefined, string]>([
    ["insert behind FROM", "FROM a\nRUN x", (s) => s.insertAfter(undefined, "ENV A=1"), "FROM a\nENV A=1\nRUN x"],
    [
      "insert behind another",
      "FROM a\r\nRUN x \\\r\n y\r\nCMD z",
      (s) => s.insertAfter(s.instructions[0], "RUN w"),
      "FROM a\r\nRUN x \\\r\n y\r\nRUN w\r\nCMD z",
    ],
    ["remove", "FROM a\nRUN x \\\n # c\n y\nCMD z", (s) => s.instructions[0]?.remove(), "FROM a\nCMD z"],
    ["remove with its heredoc", "FROM a\nRUN <<EOF\nx\nEOF\nCMD z", (s) => s.instructions[0]?.remove(), "FROM a\nCMD z"],
    ["remove the last one", "FROM a\r\nRUN x", (s) => s.instructions[0]?.remove(), "FROM a"],
    ["remove the last one with its line end", "FROM a\nRUN x\n", (s) => s.instructions[0]?.remove(), "FROM a\n"],
    ["replace", "FROM a\n  ADD b \\\n  c\nCMD z", (s) => s.instructions[0]?.replace("COPY b c"), "FROM a\n  COPY b c\nCMD z"],
  ])("%s", (_, before, change, expected) => {
    expect(changed(before, change)).toBe(expected);
  });
});

describe("removing a pair", () => {
  it.each<[string, string, number, string]>([
    ["the only one", "FROM a\nENV A=1\nRUN x", 0, "FROM a\nRUN x"],
    ["the old form", "FROM a\nENV A b c\nRUN x", 0, "FROM a\nRUN x"],
    ["the first", "FROM a\nENV A=1  B=2 C=3", 0, "FROM a\nENV B=2 C=3"],
    ["one between", 'FROM a\nENV A=1 B="2 2" C=3', 1, "FROM a\nENV A=1 C=3"],
    ["the last", "FROM a\nENV A=1 \\\n    B=2 \\\n    C=3\n", 2, "FROM a\nENV A=1 \\\n    B=2\n"],
    ["on a line of its own", "FROM a\nENV A=1 \\\n    B=2 \\\n    C=3\n", 1, "FROM a\nENV A=1 \\\n    C=3\n"],
    ["the first line", "FROM a\r\nLABEL A=1 \\\r\n    B=2\r\n", 0, "FROM a\r\nLABEL B=2\r\n"],
    ["with the comment above it", "FROM a\nENV A=1 \\\n    # b\n    B=2 \\\n    # c\n    C=3", 1, "FROM a\nENV A=1 \\\n    # c\n    C=3"],
    ["but not the comment below it", "FROM a\nENV A=1 \\\n    # b\n    B=2", 0, "FROM a\nENV \\\n    # b\n    B=2"],
    ["of ARG", "FROM a\nARG A B=2", 0, "FROM a\nARG B=2"],
  ])("%s", (_, before, index, expected) => {
    expect(changed(before, (s) => s.variables[index]?.remove())).toBe(expected);
  });
});

describe("removing a command", () => {
  it.each<[string, string, number, string]>([
    ["the only one", "FROM a\nRUN x\nCMD z", 0, "FROM a\nCMD z"],
    ["the first", "FROM a\nRUN x 1 && \\\n    y", 0, "FROM a\nRUN y"],
    ["one between", "FROM a\nRUN x && \\\n    y >/dev/null && \\\n    z", 1, "FROM a\nRUN x && \\\n    z"],
    ["operators first", "FROM a\nRUN x \\\n && y \\\n && z", 1, "FROM a\nRUN x \\\n && z"],
    ["the last", "FROM a\nRUN x \\\n && y", 1, "FROM a\nRUN x"],
    ["with semicolons", "FROM a\nRUN x; A=1 y; z;", 1, "FROM a\nRUN x; z;"],
    ["with its comment", "FROM a\nRUN x && \\\n  # about y\n  y && \\\n  # about z\n  z", 1, "FROM a\nRUN x && \\\n  # about z\n  z"],
    ["CRLF", "FROM a\r\nRUN x && \\\r\n  y && \\\r\n  z\r\n", 1, "FROM a\r\nRUN x && \\\r\n  z\r\n"],
    ["behind flags", "FROM a\nRUN --network=none x && y", 0, "FROM a\nRUN --network=none y"],
    ["not where operators differ", "FROM a\nRUN x; y && z", 1, "FROM a\nRUN x; y && z"],
    ["not in a pipeline", "FROM a\nRUN x | y && z", 0, "FROM a\nRUN x | y && z"],
    ["not beside ||", "FROM a\nRUN x && y || z", 0, "FROM a\nRUN x && y || z"],
    ["not in a condition", "FROM a\nRUN if x; then y; fi", 1, "FROM a\nRUN if x; then y; fi"],
    ["not in a script", "FROM a\nRUN sh -c 'x && y'", 1, "FROM a\nRUN sh -c 'x && y'"],
    ["not where a heredoc belongs to the list", "FROM a\nRUN cat <<EOF >x && y\nz\nEOF", 0, "FROM a\nRUN cat <<EOF >x && y\nz\nEOF"],
    ["not in a heredoc", "FROM a\nRUN <<EOF\nx\ny\nEOF", 0, "FROM a\nRUN <<EOF\nx\ny\nEOF"],
    ["not the first where the next one has a comment", "FROM a\nRUN x && \\\n  # about y\n  y", 0, "FROM a\nRUN x && \\\n  # about y\n  y"],
  ])("%s", (_, before, index, expected) => {
    expect(changed(before, (s) => s.commands[index]?.remove())).toBe(expected);
  });
});
