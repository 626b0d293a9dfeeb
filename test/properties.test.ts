import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import type { ExampleFile } from "../server/src/kit/example.ts";
import { type Severity, severities } from "../server/src/kit/rule.ts";
import { rules } from "../server/src/rules/index.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import { fixAll, provedFixes } from "../server/src/workspace/fix-all.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const settings = defaultSettings(rules, "all");

/** All rules at work on these files; a rule that throws fails the test. */
function workspaceOf(files: readonly Pick<ExampleFile, "path" | "text">[]): Workspace {
  const workspace = new Workspace({
    settings: () => settings,
    ruleNames: rules.map((r) => r.name),
    onCrash: (_, error) => {
      throw error;
    },
  });
  for (const { path, text } of files) workspace.update(new Source(path, text));
  workspace.settle();
  return workspace;
}

/** Forms of hosts that few examples of rules have. */
const forms: readonly Pick<ExampleFile, "path" | "text">[] = [
  {
    path: "job.json",
    text: `{ "jobDefinitionName": "nightly", "type": "container", "containerProperties": { "image": "web:1", "privileged": true, "user": "root" } }`,
  },
  {
    path: "role.json",
    text: JSON.stringify({
      RoleName: "web",
      PolicyDocument: `{ "Statement": [{ "Effect": "Allow", "Action": ["s3:*", "iam:*"], "Resource": "*" }] }`,
    }),
  },
  {
    path: "pod.tf",
    text: `resource "kubernetes_pod" "web" {\n  metadata {\n    name = "web"\n  }\n  spec {\n    host_network = true\n    container {\n      name  = "web"\n      image = "web:1"\n      security_context {\n        privileged = true\n      }\n    }\n  }\n}\n`,
  },
  {
    path: "quoted.tf",
    text: `resource "aws_iam_policy" "it" {\n  policy = "{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":[\\"s3:*\\"],\\"Resource\\":\\"\${var.arn}\\"}]}"\n}\n`,
  },
  {
    path: "template.yaml",
    text: `Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      NetworkMode: !If [A, host, awsvpc]\n      ContainerDefinitions:\n        - Name: !Select [0, !Split ['-', a-b]]\n          Privileged: !If [B, true, false]\n          User: !FindInMap [M, a, b]\n  Role:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyDocument: !Sub "{ \\"Statement\\": [{ \\"Effect\\": \\"Allow\\", \\"Action\\": \\"*\\", \\"Resource\\": \\"*\\" }] }"\n`,
  },
  {
    path: "compose.yaml",
    text: "services:\n  base:\n    image: web:1\n    privileged: true\n  web:\n    extends: { service: base }\n    environment:\n      - A=b\n",
  },
];
const examples: readonly Pick<ExampleFile, "path" | "text">[] = [...rules.flatMap((r) => r.examples.flatMap((e) => e.files)), ...forms];
const anyExample = fc.constantFrom(...examples);

/** Pieces that mean something to one of the formats: damage made of them reaches deeper than random letters. */
const shard = fc.constantFrom(
  ..."{}[]\"':,#\\\n\r\t -<&*!|>$%@`",
  "\r\n",
  "<<EOF",
  "${",
  "}}",
  "//",
  "/*",
  "\\\n",
  "FROM ",
  "USER ",
  "RUN ",
  "\u0000",
  "\ufeff",
  "😀",
  "\ud800",
);
const damaged = fc
  .record({ file: anyExample, at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), put: fc.array(shard, { maxLength: 4 }) })
  .map(({ file, at, cut, put }) => {
    const start = Math.floor(at * file.text.length);
    return { path: file.path, text: file.text.slice(0, start) + put.join("") + file.text.slice(start + cut) };
  });

function expectSound(file: Pick<ExampleFile, "path" | "text">): void {
  const workspace = workspaceOf([file]);
  for (const finding of workspace.findings(file.path)) {
    for (const at of [finding.at, ...finding.fixes.flatMap((f) => f.edits.map((e) => e.at))]) {
      expect(at.start).toBeGreaterThanOrEqual(0);
      expect(at.end).toBeGreaterThanOrEqual(at.start);
      expect(at.end).toBeLessThanOrEqual(file.text.length);
    }
  }
}

/** Of one name: what a run has time for. */
const mostPrefixes = 2_500;

describe("whatever the text", () => {
  it.each([...new Set(examples.map((e) => e.path))])(
    "prefixes of the examples that are named %s are read and judged, places inside the text",
    (path) => {
      // Many begin alike.
      const prefixes = new Set(
        examples.flatMap((e) => (e.path === path ? Array.from({ length: e.text.length + 1 }, (_, end) => e.text.slice(0, end)) : [])),
      );
      // All of them are tens of thousands, so each run takes others.
      const step = Math.max(1, Math.ceil(prefixes.size / mostPrefixes));
      let i = fc.sample(fc.nat(step - 1), 1)[0] ?? 0;
      for (const text of prefixes) if (i++ % step === 0) expectSound({ path, text });
    },
  );

  it("so is every damaged one", () => {
    fc.assert(fc.property(damaged, expectSound), { numRuns: 3_000 });
  });

  it("so is text that is nothing", () => {
    const path = fc.constantFrom("Dockerfile", "task-definition.json", "policy.json", "task.yaml", "x");
    fc.assert(
      fc.property(path, fc.array(shard, { maxLength: 40 }), (p, parts) => expectSound({ path: p, text: parts.join("") })),
      { numRuns: 2_000 },
    );
  });
});

describe("an offered fix", () => {
  const offers = fc.oneof(anyExample, damaged);

  it("takes its finding away, adds none as grave, and none at all if it is safe, leaves the file readable", () => {
    fc.assert(
      fc.property(offers, (file) => {
        const workspace = workspaceOf([file]);
        for (const finding of workspace.findings(file.path)) {
          for (const fix of provedFixes(workspace, finding)) {
            const source = workspace.source(file.path);
            if (!source) throw new Error("the file is gone");
            const text = applyEdits(source, fix.edits).text;
            const after = workspaceOf([{ path: file.path, text }]);
            expect(read(new Source(file.path, text)).broken, fix.title).toBe(false);
            expect(tally(after, file.path, finding.rule.name)).toBeLessThan(tally(workspace, file.path, finding.rule.name));
            const added = more(after, workspace, file.path);
            if (fix.applicability === "safe") expect(added, fix.title).toEqual([]);
            else expect(gravest(added), `${fix.title} adds ${added}`).toBeGreaterThan(gravest(more(workspace, after, file.path)));
          }
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it("applied wherever it is offered, leaves nothing to apply: twice is once", () => {
    fc.assert(
      fc.property(offers, (file) => {
        const once = fixAll(workspaceOf([file]), [file.path], ["safe", "unsafe"]).sources.get(file.path)?.text ?? file.text;
        expect(fixAll(workspaceOf([{ path: file.path, text: once }]), [file.path], ["safe", "unsafe"]).applied).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

it("the order in which files arrive does not matter", () => {
  const files = examples.map((f, i) => ({ path: `${i}/${f.path}`, text: f.text }));
  const seen = (w: Workspace): unknown => files.map((f) => w.findings(f.path).map((x) => [x.rule.name, x.at.start, x.message]));
  const inOrder = seen(workspaceOf(files));
  fc.assert(
    fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
      expect(seen(workspaceOf(shuffled))).toEqual(inOrder);
    }),
    { numRuns: 6 },
  );
});

/** The severities of rules that find more in one workspace than in another. */
const more = (one: Workspace, other: Workspace, path: string): readonly Severity[] =>
  [...new Set(one.findings(path).map((f) => f.rule.name))]
    .filter((name) => tally(one, path, name) > tally(other, path, name))
    .flatMap((name) => one.findings(path).flatMap((f) => (f.rule.name === name ? f.severity : [])));
/** The index of the gravest; beyond all of them where there is none. */
const gravest = (some: readonly Severity[]): number => Math.min(severities.length, ...some.map((s) => severities.indexOf(s)));

const tally = (workspace: Workspace, path: string, rule: string): number => workspace.findings(path).filter((f) => f.rule.name === rule).length;
