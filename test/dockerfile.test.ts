// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles, not of this file
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDockerfile } from "../server/src/adapt/dockerfile.ts";
import type { Stage } from "../server/src/model/build.ts";
import type { Field } from "../server/src/model/field.ts";
import { lexDockerfile } from "../server/src/syntax/dockerfile/lex.ts";
import { type Place, Source, textOf } from "../server/src/text/source.ts";

const read = (text: string) => readDockerfile(new Source("Dockerfile", text));
const stages = (text: string): readonly Stage[] => read(text).facts.stage;
const last = (text: string): Stage => {
  const stage = stages(text).at(-1);
  if (!stage) throw new Error("no stage");
  return stage;
};
/** Value, or the known pieces of an opaque text with ? for the rest, or the state. */
const show = (f: Field<string> | undefined): string =>
  f === undefined ? "none" : f.value !== undefined ? f.value : f.unset ? "unset" : f.parts.map((p) => p ?? "?").join("") || "opaque";
/** `KEYWORD word|word`, `[…]` around the words of the exec form. */
const list = (text: string): readonly string[] =>
  stages(text).flatMap((s) => [
    `FROM ${show(s.base)}`,
    ...s.instructions.map((i) => `${i.keyword} ${i.exec ? "[" : ""}${i.words.map(show).join("|")}${i.exec ? "]" : ""}`.trim()),
  ]);
const variables = (stage: Stage): readonly string[] => stage.variables.map((v) => `${v.kind} ${show(v.name)}=${show(v.value)}`);
const commands = (run: string, before = ""): readonly string[] => last(`FROM a\n${before}${run}`).commands.map((c) => c.words.map(show).join("|"));
const keywords = (text: string): readonly string[] => lexDockerfile(text).instructions.map((i) => i.keyword);

describe("what dockerfile-ast 0.7.1 reads in another way than BuildKit", () => {
  it("D1: keeps white space in strings of the exec form", () => {
    expect(list('FROM a\nCMD ["echo","a b  c"]')).toEqual(["FROM a", "CMD [echo|a b  c]"]);
  });
  it("D2: a later FROM never leads back to an earlier one", () => {
    const [first, second] = stages("FROM b AS a\nFROM a AS b\nWORKDIR x");
    expect([first?.parent, second?.parent]).toEqual([undefined, first]);
    expect(show(second?.image)).toBe("b");
  });
  it("D3: variables before any FROM", () => {
    expect(stages("  ARG A=$B\n")).toEqual([]);
    expect(list("ARG A=$B\nFROM x$A\nRUN y\n\n")).toEqual(["FROM x?", "RUN"]);
  });
  it("D4: a backslash in a comment inside a continuation", () => {
    expect(commands("RUN apt \\\n  # c:\\dir\n  foo")).toEqual(["apt|foo"]);
  });
  it.each(["ENV P c:\\\\dir\\\\\nUSER x", "RUN echo a\\\\\nUSER x"])("D5: two backslashes do not continue a line: %j", (text) => {
    expect(show(last(`FROM a\n${text}`).user)).toBe("x");
  });
  it.each(['RUN echo "a <<EOF b"', "RUN echo 'a <<EOF b'", "RUN echo a<<EOF", "RUN echo <<<EOF"])("D6: no heredoc: %j", (run) => {
    expect(show(last(`FROM a\n${run}\nUSER x`).user)).toBe("x");
  });
  it("D7: a heredoc on another file descriptor", () => {
    expect(list("FROM a\nRUN 3<<EOF cat\nRUN x\nEOF\nUSER x")).toEqual(["FROM a", "RUN", "USER x"]);
    expect(lexDockerfile("RUN 3<<EOF cat\nEOF").instructions[0]?.heredocs[0]).toMatchObject({ name: "EOF", fileDescriptor: 3 });
  });
  it("D8: a name that is quoted in part", () => {
    expect(list('FROM a\nRUN <<E"O"F cat\na\nEOF\nUSER x')).toEqual(["FROM a", "RUN", "USER x"]);
    expect(lexDockerfile('RUN <<E"O"F cat\nEOF').instructions[0]?.heredocs[0]).toMatchObject({ name: "EOF", quoted: true });
  });
  it("D9: only <<- strips tabs", () => {
    expect(keywords("RUN <<-A <<B\n\ta\n\tA\n\tB\nB\nUSER x")).toEqual(["RUN", "USER"]);
  });
  it("D10: an unknown keyword with a comment in its continuation", () => {
    expect(keywords("D \\\n#\\&&\n")).toEqual(["D"]);
  });
  it("D11: all flags of COPY", () => {
    const flags = last("FROM a\nCOPY --chown=x:y --from=b /a /b").instructions[0]?.flags.map((f) => `${f.name}=${show(f.value)}`);
    expect(flags).toEqual(["chown=x:y", "from=b"]);
  });
  it("D12: flags stand before the arguments only", () => {
    const stage = last("FROM a\nRUN my--tool --opt x\nCOPY a--b --from=b /x");
    expect(stage.instructions.map((i) => i.flags)).toEqual([[], []]);
    expect(stage.instructions[1]?.words.map(show)).toEqual(["a--b", "--from=b", "/x"]);
    expect(stage.commands[0]?.words.map(show)).toEqual(["my--tool", "--opt", "x"]);
  });
  it("D13: quotes hold a flag together", () => {
    const stage = last('FROM a\nRUN --mount=type=bind,target="/a b" x');
    expect(stage.instructions[0]?.flags.map((f) => show(f.value))).toEqual(["type=bind,target=/a b"]);
    expect(stage.instructions[0]?.flags[0]?.options.map((o) => `${o.name}: ${show(o.value)}`)).toEqual(["type: bind", "target: /a b"]);
    expect(stage.commands.map((c) => c.name)).toEqual(["x"]);
  });
  it("D14: the exec form over several lines, comments between", () => {
    expect(list('FROM a\nCMD ["a", \\\n  # c\n "b"]')).toEqual(["FROM a", "CMD [a|b]"]);
    expect(list('# escape=`\nFROM a\nCMD ["a", `\n "b"]')).toEqual(["FROM a", "CMD [a|b]"]);
  });
  it("D15: escapes of JSON", () => {
    expect(list('FROM a\nCMD ["a\\nb","\\u0041","\\"\\\\"]')).toEqual(["FROM a", 'CMD [a\nb|A|"\\]']);
  });
  it.each(['["a",]', '["a"] foo', "['a']", '["a" "b"]', '["a', '["\\x"]', "[1]", '[["a"]]', '["a\tb"]'])(
    "D16: not JSON, so shell form: %s",
    (argument) => {
      expect(last(`FROM a\nCMD ${argument}`).instructions[0]?.exec).toBe(false);
    },
  );
  it("D17: ENV of the parent stage", () => {
    const child = last("FROM x AS b\nENV E=1\nARG A=2\nFROM b\nCOPY $E $A /");
    expect(child.instructions[0]?.words.map(show)).toEqual(["1", "2", "/"]);
  });
  it("D18: several pairs in one ARG", () => {
    expect(variables(last("FROM a\nARG A=1 B=2 C\nENV X=$A$B"))).toEqual(["ARG A=1", "ARG B=2", "ARG C=unset", "ENV X=12"]);
  });
  it("D19: the last assignment holds", () => {
    expect(variables(last("FROM a\nENV A=1 A=2\nENV B=$A"))).toContain("ENV B=2");
  });
  it("D20: single quotes, defaults, chains", () => {
    expect(variables(last("FROM a\nENV A='$X' B=${Y:-d}\nENV C=$B\nENV D=$C"))).toEqual(["ENV A=$X", "ENV B=d", "ENV C=d", "ENV D=d"]);
  });
  it("D21: a stage by its whole name, in any case, earlier in the file", () => {
    const parents = stages("FROM later\nFROM a AS b\nFROM B\nFROM b:2\nFROM reg.io/b\nFROM x AS later").map((s) => s.parent?.address);
    expect(parents).toEqual([undefined, undefined, "b", undefined, undefined, undefined]);
  });
  it("D22: places begin where instructions begin", () => {
    expect(textOf(last("# c\nFROM a\nUSER b").from)).toBe("FROM a");
  });
  it("D23: an unknown directive, a comment or an empty line ends the block; the first escape holds", () => {
    for (const head of ["# foo=bar\n# escape=`", "# c\n# escape=`", "\n# escape=`", "FROM x\n# escape=`"])
      expect(lexDockerfile(head).escape).toBe("\\");
    for (const head of ["# escape=`", "#escape = ` ", "  # ESCAPE=`", "\ufeff# syntax=x\r\n# check=a\r\n# escape=`\r\n", "# escape=`\n# escape=\\"]) {
      expect(lexDockerfile(head).escape).toBe("`");
    }
    expect(lexDockerfile("# escape=x").escape).toBe("\\");
  });
  it("D24: white space and lines as BuildKit has them", () => {
    expect(list("FROM\fa\n\vUSER\vx")).toEqual(["FROM a", "USER x"]);
    expect(list("FROM a\rb\nUSER x")).toEqual(["FROM a", "USER x"]);
    expect(list("FROM a\n\\\nUSER x")).toEqual(["FROM a", "USER x"]);
    expect(keywords("\\\n\\\n")).toEqual([]);
  });
  it("D25: white space behind the mark: a heredoc where a line ends it, as in newer BuildKits, else none", () => {
    expect(keywords("RUN << EOF\nUSER x\nEOF\nUSER y")).toEqual(["RUN", "USER"]);
    expect(keywords("RUN << EOF\nUSER x")).toEqual(["RUN", "USER"]);
    expect(keywords("RUN x $((1 << 2)) << 2\nUSER x")).toEqual(["RUN", "USER"]);
    expect(keywords("RUN <<\nUSER x")).toEqual(["RUN", "USER"]);
    expect(commands("RUN << EOF\na\nEOF")).toEqual(["a"]);
  });
  it("D26: HEALTHCHECK in exec form, EXPOSE, MAINTAINER", () => {
    expect(list('FROM a\nHEALTHCHECK --interval=5s CMD ["a","b c"]\nHEALTHCHECK NONE\nEXPOSE 80 $P/tcp\nMAINTAINER A  B <c@d>')).toEqual([
      "FROM a",
      "HEALTHCHECK [CMD|a|b c]",
      "HEALTHCHECK NONE",
      "EXPOSE 80|?/tcp",
      "MAINTAINER A  B <c@d>",
    ]);
  });
  it("D27: works where there is no Buffer", () => {
    const { Buffer } = globalThis;
    Reflect.deleteProperty(globalThis, "Buffer");
    try {
      expect(list("\ufeffFROM a:1\nRUN --mount=type=ssh,id=x y\nUSER x")).toEqual(["FROM a:1", "RUN", "USER x"]);
    } finally {
      Object.assign(globalThis, { Buffer });
    }
  });
  it("D28: only its main entry is imported", () => {
    const folder = new URL("../server/src/syntax/dockerfile/", import.meta.url);
    const imports = readdirSync(folder).flatMap((f) => readFileSync(new URL(f, folder), "utf8").match(/"dockerfile-ast[^"]*"/g) ?? []);
    expect(imports).toEqual(['"dockerfile-ast"']);
  });
  it("D29: bodies of heredocs are no words, $(( is no variable", () => {
    expect(list("FROM a\nCOPY <<EOF /x\nUSER root\nEOF")).toEqual(["FROM a", "COPY <<EOF|/x"]);
    expect(commands('RUN echo $((1 + 2)) "$A b"')).toEqual(["echo|opaque|? b"]);
  });
});

describe("lines", () => {
  it.each([
    ["CRLF", "FROM a\r\nRUN x \\\r\n  y\r\nUSER b\r\n", ["FROM", "RUN", "USER"]],
    ["blanks behind the escape", "FROM a\nRUN x \\ \t\n  y", ["FROM", "RUN"]],
    ["empty lines and comments in a continuation", "FROM a\nRUN x \\\n\n # c \\\n\n  y\nUSER b", ["FROM", "RUN", "USER"]],
    ["a keyword over two lines", "FR\\\nOM a", ["FROM"]],
    ["lower case, unknown", "from a\nfoo bar\nuser x", ["FROM", "FOO", "USER"]],
    ["ONBUILD with a heredoc", "ONBUILD RUN <<EOF\nUSER x\nEOF\nUSER y", ["ONBUILD", "USER"]],
    ["no heredoc in CMD", "CMD cat <<EOF\nUSER y", ["CMD", "USER"]],
    ["no heredoc in the exec form", 'RUN ["a", "<<EOF"]\nUSER y', ["RUN", "USER"]],
    ["no heredoc where a quote is open", "RUN it's <<EOF\nUSER y", ["RUN", "USER"]],
    ["several heredocs", "COPY <<a <<'b' /x\n1\na\n2\nb\nUSER y", ["COPY", "USER"]],
    ["a continued line with a heredoc", "RUN <<A \\\n  cat\nx\nA\nUSER y", ["RUN", "USER"]],
    ["the escape directive", "# escape=`\nRUN a\\\nUSER y", ["RUN", "USER"]],
  ])("%s", (_, text, expected) => {
    expect(keywords(text)).toEqual(expected);
  });
  it("says that a heredoc swallows the rest", () => {
    expect(read("FROM a\nRUN <<EOF\nUSER x").broken).toBe(true);
    expect(read("FROM a\nFOO x\nRUN x \\\n").broken).toBe(false);
  });
  it("gives comments, not directives", () => {
    expect(read("# syntax=x\n# a\nFROM a\nRUN x \\\n  # b\n  y # z").comments.map(textOf)).toEqual(["# a", "# b"]);
  });
});

describe("stages", () => {
  it("address, final, image and platform", () => {
    const all = stages("ARG V=1\nFROM --platform=$BUILDPLATFORM go:$V AS Build\nFROM build\nFROM --platform=linux/arm64 scratch AS out");
    expect(all.map((s) => [s.address, s.final, show(s.base), show(s.image), show(s.platform)])).toEqual([
      ["build", false, "go:1", "go:1", "opaque"],
      ["1", false, "build", "go:1", "unset"],
      ["out", true, "scratch", "scratch", "linux/arm64"],
    ]);
    expect(all[1]?.image).toBe(all[0]?.base);
  });
  it.each([
    ["FROM ${BASE:-alpine}", "alpine"],
    ["ARG BASE\nFROM ${BASE:-alpine}", "alpine"],
    ["ARG BASE\nFROM $BASE", "opaque"],
    ["FROM $BASE", "opaque"],
    ["ARG V\nFROM a:${V}-slim", "a:?-slim"],
    ["ARG A=x\nARG B=$A/y\nFROM $B", "x/y"],
    ['FROM "a:1"', "a:1"],
    ["ARG TARGETARCH=amd64\nFROM a:$TARGETARCH", "a:?"],
    ["FROM a:${V", "opaque"],
    ["FROM", "opaque"],
    ["ARG V=1.2\nFROM a:${V%.*}", "a:?"],
    ["ARG V=1\nFROM a${V:+:$V}", "a:1"],
  ])("%j builds on %s", (text, base) => {
    expect(show(last(text).base)).toBe(base);
  });
  it.each([
    ["FROM h:5000/a:1.2", "1.2"],
    ["FROM h:5000/a:1.2@sha256:0", "opaque"],
    ["FROM h:5000/a", "unset"],
    ["FROM a@sha256:0", "opaque"],
    ["ARG V=1\nFROM a:$V", "opaque"],
    ["FROM a\\\nb:1", "opaque"],
  ])("%j has the tag %s", (text, tag) => {
    expect(show(last(text).tag)).toBe(tag);
  });
  it.each([
    ["FROM a", "unset"],
    ["FROM a\nUSER root\nUSER app:app", "app:app"],
    ["FROM a AS b\nUSER app\nFROM b", "app"],
    ["FROM a AS b\nUSER app\nFROM b AS c\nUSER root\nFROM C\nRUN x", "root"],
    ["FROM a AS b\nUSER app\nFROM a", "unset"],
    ["FROM a\nARG U=app\nUSER $U", "app"],
    ["FROM a\nARG U\nUSER $U", "opaque"],
    ["FROM a\nARG U\nUSER ${U:-app}:0", "app:0"],
    ["ARG U=app\nFROM a\nUSER $U", "opaque"],
    ["ARG U=app\nFROM a\nARG U\nUSER $U", "app"],
    ["ARG U=app\nFROM a\nARG U=root\nUSER $U", "root"],
    ["FROM a\nENV U=env\nARG U=arg\nUSER $U", "env"],
    ["FROM a\nUSER\nRUN x", "unset"],
    ['FROM a\nUSER "app"', "app"],
    ["FROM a\nONBUILD USER app", "unset"],
    ["FROM a\nuser App", "App"],
  ])("%j runs as %s", (text, user) => {
    expect(show(last(text).user)).toBe(user);
  });
});

describe("variables", () => {
  it.each([
    ["ENV A=1 B=$A", ["ENV A=1", "ENV B=opaque"]],
    ['ENV A the  rest "of it"', ["ENV A=the  rest of it"]],
    ["ENV A=\"x y\" B='$z' C=a\\ b D=\\$e", ["ENV A=x y", "ENV B=$z", "ENV C=a b", "ENV D=$e"]],
    ["LABEL a.b=\"c\" 'd e'=f", ["LABEL a.b=c", "LABEL d e=f"]],
    ["ENV P=/x:$PATH", ["ENV P=/x:?"]],
    ["ENV A=${A?no} B=${B#x}", ["ENV A=opaque", "ENV B=opaque"]],
    ["ENV A=\nENV B=${A:-d}${A-e}", ["ENV A=", "ENV B=d"]],
    ["ENV A=$ B=$$x", ["ENV A=$", "ENV B=?x"]],
    ["ARG A B=2", ["ARG A=unset", "ARG B=2"]],
    ["ENV", []],
  ])("%j", (text, expected) => {
    expect(variables(last(`FROM a\n${text}`))).toEqual(expected);
  });
  it("a text that doubles each line ends as unknown", () => {
    const lines = Array.from({ length: 64 }, (_, i) => `ENV V${i + 1}=$V${i}$V${i}`);
    const stage = last(`FROM a\nENV V0=x\n${lines.join("\n")}\nUSER $V3 \nUSER $V64`);
    expect(variables(stage)[3]).toBe("ENV V3=xxxxxxxx");
    expect(stage.user.opaque).toBe(true);
  });
});

describe("commands", () => {
  it.each<[string, readonly string[]]>([
    ["RUN A=1 B=2 a b >c 2>&1 && d;e||f|g & h", ["a|b", "d", "e", "f", "g", "h"]],
    ["RUN a \\\n  # c\n  b \\\n  && c", ["a|b", "c"]],
    ['RUN a \'b c\' "d e" f\\ g "h\\"\\i"', ['a|b c|d e|f g|h"\\i']],
    ["RUN a # b && c", ["a"]],
    ["RUN a#b", ["a#b"]],
    ['RUN a $(b `c`) "$(d)" ${X:-$(e)} <(f)', ["a|opaque|opaque|opaque|opaque", "b|opaque", "c", "d", "e", "f"]],
    ["RUN (a; b) && { c; } && ! d", ["a", "b", "c", "d"]],
    ["RUN if a; then b; elif c; then d; else e; fi && f", ["a", "b", "c", "d", "e", "f"]],
    ["RUN for i in $(a) b; do c $i; done; while d; do e; done", ["a", "c|opaque", "d", "e"]],
    ["RUN case $X in a|b) c;; (d) e ;; *) f; esac; g", ["c", "e", "f", "g"]],
    ["RUN f() { a; }; function g { b; }; f", ["a", "b", "f"]],
    ["RUN [[ a && b ]] && c; ((i = 1)); d", ["c", "d"]],
    ["RUN x=(a b) && c", ["c"]],
    ['RUN sh -c \'a b && c\' && bash -euxo pipefail -c "d \\"e f\\""', ["sh|-c|a b && c", "a|b", "c", 'bash|-euxo|pipefail|-c|d "e f"', "d|e f"]],
    ["RUN sh x.sh -c a", ["sh|x.sh|-c|a"]],
    ['RUN ["chmod", "u+s", "/x y"]', ["chmod|u+s|/x y"]],
    ['RUN ["/bin/sh", "-c", "a && b \\"c\\""]', ['/bin/sh|-c|a && b "c"', "a", "b|c"]],
    ["RUN <<EOF\na\nb \\\n  c\ncat <<X\nd\nX\nEOF", ["a", "b|c", "cat"]],
    ["RUN bash -e <<'EOF'\na\nEOF", ["bash|-e", "a"]],
    ["RUN python3 <<EOF\na\nEOF", ["python3"]],
    ["RUN <<EOF\n#!/usr/bin/env python3\na\nEOF", []],
    ["RUN <<EOF\n#!/bin/bash -e\na\nEOF", ["a"]],
    ["RUN cat <<EOF >/x && b\nc\nEOF", ["cat", "b"]],
    ["RUN --mount=type=cache,target=/x a", ["a"]],
    ["RUN a 'b", ["a|b"]],
    ["RUN $X b", ["opaque|b"]],
    ["RUN", []],
  ])("%j", (run, expected) => {
    expect(commands(run)).toEqual(expected);
  });
  it("names a command by its last path segment", () => {
    expect(last("FROM a\nRUN /bin/chmod x; $C y").commands.map((c) => c.name)).toEqual(["chmod", undefined]);
  });
  it("knows the variables of the build, but not those that the script sets", () => {
    expect(commands('RUN a $X "$Y" $Y $Z && b', "ENV X=1 Y='p q'\nARG Z=3\n")).toEqual(["a|1|p q|opaque|3", "b"]);
    expect(commands("RUN X=2; a $X", "ENV X=1\n")).toEqual(["a|opaque"]);
    expect(commands("RUN read X; a $X", "ENV X=1\n")).toEqual(["read|X", "a|opaque"]);
  });
  it("knows what a command reads, writes and is given", () => {
    const stage = last('FROM a\nRUN A=1 B="2 $C" x 2>/dev/null | sudo y -d >z 2>&1; (u | v) | w; f || g &> h');
    expect(stage.commands.map((c) => [c.name, c.input?.name, c.output && show(c.output)])).toEqual([
      ["x", undefined, undefined],
      ["sudo", "x", "z"],
      ["u", undefined, undefined],
      ["v", "u", undefined],
      ["w", undefined, undefined],
      ["f", undefined, undefined],
      ["g", undefined, undefined],
    ]);
    expect(stage.commands[0]?.assignments.map((a) => [a.name, show(a.value), textOf(a.at)])).toEqual([
      ["A", "1", "A=1"],
      ["B", "2 ?", 'B="2 $C"'],
    ]);
  });
  it("points at what is written", () => {
    const stage = last('FROM a\nRUN x && \\\n  ch\\\nmod \'u+s\' \\\n # c\n /y && sh -c "z \\"q\\""');
    expect(stage.commands.map((c) => textOf(c.at))).toEqual(["x", "ch\\\nmod 'u+s' \\\n # c\n /y", 'sh -c "z \\"q\\""', 'z \\"q\\"']);
    expect(stage.commands[1]?.words.map((w) => textOf(w.at))).toEqual(["ch\\\nmod", "'u+s'", "/y"]);
  });
  it.each([
    "# escape=`\nFROM a\nRUN x",
    "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN x",
    "FROM mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022\nRUN x",
    'FROM a\nSHELL ["powershell", "-Command"]\nRUN x',
    "FROM mcr.microsoft.com/dotnet/framework/aspnet:4.8\nRUN x",
    "FROM --platform=windows/amd64 a\nRUN x",
    "FROM mcr.microsoft.com/windows/nanoserver AS a\nFROM a\nRUN x",
    "FROM golang\nRUN x\nWORKDIR C:\\\\app\nRUN x",
    'FROM a\nSHELL ["python", "-c"]\nRUN x',
  ])("says nothing of shells that are not POSIX: %j", (text) => {
    expect(last(text).commands).toEqual([]);
  });
  it("a POSIX shell by SHELL", () => {
    expect(last('FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN x').commands.map((c) => c.name)).toEqual(["x"]);
  });
});

describe("templates", () => {
  it.each([
    "FROM {{ image }}",
    "{% if a %}\nFROM a\n{% endif %}",
    "FROM a\n{{ if .X -}}\nRUN b\n{{- end }}",
    "FROM <%= image %>",
    "FROM a\nRUN apt install {{ packages }}",
  ])("%j is one", (text) => {
    expect(read(text).template).toBe(true);
  });
  it.each([
    "FROM a\nRUN docker inspect -f '{{.Id}}' x",
    'FROM a\nHEALTHCHECK CMD curl -w "{{ x }}" y',
    "FROM a\n# {{ x }}\nRUN cp a{{b,c},d} e",
    "FROM a\nRUN x <<EOF\n{{ y }}\nEOF",
  ])("%j is none", (text) => {
    expect(read(text).template).toBe(false);
  });
});

/** What takes dockerfile-ast quadratic time or worse: here all of it is read, and the lexer sees no character twice. */
describe("large inputs", () => {
  const n = 20_000;
  const many = (count: number, line: (i: number) => string): string => Array.from({ length: count }, (_, i) => line(i)).join("");
  it.each<[string, string, number]>([
    ["comments and stages", many(n, () => "# c\nFROM a\n"), n],
    ["a line of hashes", `FROM a\n${"#".repeat(n * 10)}\n`, 1],
    ["a line of spaced hashes", `FROM a\n${"# ".repeat(n * 5)}\n`, 1],
    ["flags", `FROM a\nRUN ${"--mount=type=cache ".repeat(n)}x`, 1],
    ["ENV lines that use the one before", `FROM a\n${many(n, (i) => `ENV V${i + 1}=$V${i}\n`)}`, 1],
    ["global ARG chain", `${many(n, (i) => `ARG V${i + 1}=$V${i}\n`)}FROM $V${n}`, 1],
    ["nested substitutions", `FROM a\nENV A=${"${\\".repeat(n)}\nRUN ${"${".repeat(n)}`, 1],
    ["nested command substitutions", `FROM a\nRUN ${"$(".repeat(n)}${'"`'.repeat(n)}${"(".repeat(n)}`, 1],
    ["relative WORKDIR", `FROM a\n${many(n, () => "WORKDIR x\n")}`, 1],
    ["stages on stages", many(n, (i) => `FROM s${i} AS s${i + 1}\nENV V${i}=$V${i - 1}\n`), n],
    ["heredoc marks", `FROM a\nRUN ${many(n, (i) => `<<A${i} `)}\n${many(n, (i) => `x\nA${i}\n`)}`, 1],
    ["shifts", `FROM a\n${many(n, (i) => `RUN x $((1 << ${i}))\n`)}`, 1],
    ["open heredocs in a heredoc", `FROM a\nRUN <<EOF\n${"cat <<A\n".repeat(n)}EOF`, 1],
    ["commands", `FROM a\nRUN ${"a && ".repeat(n)}b`, 1],
    ["open quotes", `FROM a\nRUN ${"' \" ".repeat(n)}\nCMD [${'"a",'.repeat(n)}`, 1],
  ])("%s", (_, text, count) => {
    const { facts } = read(text);
    expect(facts.stage.length).toBe(count);
  });
  it("keeps what it found on the way", () => {
    expect(last(`FROM a\n${many(n, () => "RUN x --y\n")}USER app`).user.value).toBe("app");
    expect(last(`FROM a\nRUN ${"a && ".repeat(n)}b`).commands.length).toBe(n + 1);
    expect(last(`FROM a\n${many(n, (i) => `ENV V${i}=${i}\n`)}USER $V${n - 1}`).user.value).toBe(String(n - 1));
    expect(last(`FROM a\nRUN ${many(n, (i) => `<<A${i} `)}\n${many(n, (i) => `x\nA${i}\n`)}USER app`).user.value).toBe("app");
  });
});

const samples = [
  '# syntax=docker/dockerfile:1\n# escape=`\nARG V="3"\nFROM --platform=$BUILDPLATFORM alpine:${V:-3} AS build\nRUN a `\n  # c\n  && b\nUSER app\n',
  '\ufeffFROM node:20 as a\r\nENV A=1 \\\r\n  # x\r\n  B="two $A" C=\'${x}\'\r\nCOPY --from=a --chown=1:1 ["a b", "/\\u0041"]\r\nHEALTHCHECK CMD ["x"]\r\nUSER "r\\"t"\r\n',
  'FROM a\nRUN <<EOF cat > x && sh -c "chmod u+s \\"$(which su)\\" `id`"\n  #!/bin/sh\n  y ${Z:-$(q)}\nEOF\nONBUILD COPY <<-\'B\' /c\n\tB\nFROM A\nCMD x # y',
  'FROM a\nRUN if [ "$a" ]; then b; fi; case x in (y) z;; esac; for i in 1 2; do f() { g; }; done; x=(a b); [[ a && b ]] || ((1+1))',
];
const noise = fc.constantFrom(
  ..."\\`\"'$#<>{}()[]=,;&|\n\r\t -\ufeffE\u2028",
  "${",
  "$(",
  "<<EOF",
  "EOF\n",
  "\\\n",
  "FROM a\n",
  "RUN ",
  "USER x\n",
  "case x in ",
  "sh -c ",
);
const damaged = fc
  .record({ sample: fc.constantFrom(...samples), cut: fc.nat(400), hits: fc.array(fc.tuple(fc.nat(400), fc.nat(5), noise), { maxLength: 8 }) })
  .map(({ sample, cut, hits }) =>
    hits.reduce((text, [at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone), sample.slice(0, Math.max(cut, 20))),
  );
const anyText = fc.oneof(
  damaged,
  fc.array(noise, { maxLength: 40 }).map((pieces) => pieces.join("")),
);

describe("any text", () => {
  it("is cut into pieces that are the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { pieces } = lexDockerfile(text);
        expect(pieces.map((p) => text.slice(p.start, p.end)).join("")).toBe(text);
        expect(pieces.every((p, i) => p.start === (pieces[i - 1]?.end ?? 0) && p.end > p.start)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });
  it("is read without an error, every prefix too, all places inside the text and nested", () => {
    for (const sample of samples) for (let i = 0; i <= sample.length; i++) expectNested(sample.slice(0, i));
    fc.assert(fc.property(anyText, expectNested), { numRuns: 1500 });
  });
});

function expectNested(text: string): void {
  const inside = (inner: Place, outer: Place): void => {
    expect(inner.start).toBeGreaterThanOrEqual(outer.start);
    expect(inner.end).toBeLessThanOrEqual(outer.end);
    expect(inner.end).toBeGreaterThanOrEqual(inner.start);
  };
  const { facts } = read(text);
  for (const stage of facts.stage) {
    const whole = stage.from.source.at(0, text.length);
    for (const place of [stage.from, stage.user.at, stage.image.at]) inside(place, whole);
    inside(stage.base.at, stage.from);
    inside(stage.tag.at, stage.base.at);
    for (const { at, keywordAt, words, flags } of stage.instructions) {
      inside(at, whole);
      inside(keywordAt, at);
      for (const field of words) inside(field.at, at);
      for (const flag of flags) {
        inside(flag.at, at);
        inside(flag.value.at, flag.at);
        for (const option of flag.options) inside(option.value.at, flag.at);
      }
    }
    for (const { name, value, instruction } of stage.variables) for (const field of [name, value]) inside(field.at, instruction.at);
    for (const { at, words, instruction } of stage.commands) {
      inside(at, instruction.at);
      for (const word of words) inside(word.at, at);
    }
  }
}
