import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { template } from "../server/src/syntax/placeholder.ts";

describe("the holes of a literal", () => {
  it.each<[string, readonly (string | undefined)[]]>([
    ["${cpu}", [undefined]],
    ["${repository}:${tag}", [undefined, ":", undefined]],
    ["nginx:${tag}", ["nginx:", undefined]],
    ['${lookup(var.x, "a}b")}/y', [undefined, "/y"]],
    ["${merge({a = 1}, {b = 2})}!", [undefined, "!"]],
    ["{{ image }}:{{ tag }}", [undefined, ":", undefined]],
    ["{{{ raw }}}", [undefined]],
    ['{{ env "A" }}-x', [undefined, "-x"]],
    ["{% raw %}", [undefined]],
    ["<%= ENV['X'] %>:1", [undefined, ":1"]],
    ["a%{ if x }b%{ else }c%{ endif }d", ["a", undefined, "d"]],
    ["{{ if .X }}a{{ else }}b{{ end }}", [undefined]],
    ["#{Octopus.Name}", [undefined]],
    // IAM's own variables look the same; who reads policies knows them.
    ["arn:aws:s3:::b/${aws:username}/*", ["arn:aws:s3:::b/", undefined, "/*"]],
    ["${*}", [undefined]],
    ["${?}", [undefined]],
    ["${$}", [undefined]],
    ["a$${literal}b${hole}", ["a${literal}b", undefined]],
    ["<your account id>", [undefined]],
    ["$IMAGE", [undefined]],
    ["%VERSION%", [undefined]],
    ["@VERSION@", [undefined]],
    ["__VERSION__", [undefined]],
    ["arn:aws:iam::<ACCOUNT_ID>:role/x", ["arn:aws:iam::", undefined, ":role/x"]],
    ["<account-id>.dkr.ecr.<region>.amazonaws.com/x", [undefined, ".dkr.ecr.", undefined, ".amazonaws.com/x"]],
    ["arn:aws:iam::<AWS account>:root", ["arn:aws:iam::", undefined, ":root"]],
    ["$REPO/app:$TAG", [undefined, "/app:", undefined]],
    ["arn:aws:iam::__ACCOUNT__:root", ["arn:aws:iam::", undefined, ":root"]],
    ["--bind=$(POD_IP)", ["--bind=", undefined]],
  ])("%j has them", (text, parts) => {
    expect(template(text)?.parts).toEqual(parts);
    expect(template(text)?.holes).toBeGreaterThan(0);
  });

  it.each([
    "",
    "plain",
    'sh -c "echo a < b > c"',
    "cat <in >out",
    "sort <in> out",
    "<b>bold</b>",
    "<html><body>hello world</body></html>",
    "P@$$w0rd",
    "pa$Sword",
    "100% of 50%",
    "echo $HOME",
    "me@example.com",
    "%{http_code}",
    "%{[field]}",
    "{}",
    "{{}}",
    "${unclosed",
    "{{ unclosed }",
    '{"a":{"b":1}}',
    "$",
    "$5.00",
    "a__b__c",
    "^[^@]+@[^@]+$",
  ])("%j is a literal", (text) => {
    expect(template(text)).toBeUndefined();
  });

  it("reads Terraform's escape as the literal that it is", () => {
    expect(template("$${aws:username}")).toEqual({ parts: ["${aws:username}"], holes: 0 });
    expect(template("100%%{x}")).toEqual({ parts: ["100%{x}"], holes: 0 });
  });

  it("keeps every known piece in order, whatever the text", () => {
    const piece = fc.constantFrom("${", "}", "{{", "}}", "%{", "<", ">", "$", '"', "\\", "__", "A", " ", "$${", "{%", "%}", "#{", "@", "\n");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const { parts, holes } = template(text) ?? { parts: [text], holes: 0 };
        let from = 0;
        for (const part of parts) {
          if (part === undefined) continue;
          // Escapes lose their first sign, so a part need not stand in the text as one piece.
          for (const c of part) {
            from = text.indexOf(c, from) + 1;
            expect(from).toBeGreaterThan(0);
          }
        }
        expect(parts.includes(undefined)).toBe(holes > 0);
      }),
    );
  });
});
