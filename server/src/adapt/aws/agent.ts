import type { AgentSettings } from "../../model/agent.ts";
import { Field } from "../../model/field.ts";
import { type Edit, textOf } from "../../text/source.ts";

/** How the agent's settings are written: variables in a file of a script, or keys of Bottlerocket. */
interface Form {
  /** Says that the settings are here. */
  readonly begins: RegExp;
  /** A line after which another one of them can stand. */
  readonly line: RegExp;
  readonly blocksMetadata: Name;
  readonly privileged: Name;
  /** What stands between a name and its value. */
  readonly is: string;
  /** The line that says it, beside the one that was found. */
  readonly beside: (found: string, setting: string) => string;
}
interface Name {
  readonly name: string;
  /** Does true of it mean false of the field? */
  readonly isInverse?: boolean;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html */
const variables: Form = {
  begins: /\/etc\/ecs\/ecs\.config/,
  line: /^[ \t]*(?:sudo )?echo ["']?ECS_[A-Z_]{1,60}=[^|&;<>\r\n\u2028\u2029]{0,200}>> ?\/etc\/ecs\/ecs\.config[ \t]*$|^[ \t]*ECS_[A-Z_]{1,60}=[^|&;<>\r\n\u2028\u2029]*$/m,
  blocksMetadata: { name: "ECS_AWSVPC_BLOCK_IMDS" },
  privileged: { name: "ECS_DISABLE_PRIVILEGED", isInverse: true },
  is: "=",
  beside: (found, setting) =>
    found.includes("echo") ? `${found.startsWith("sudo") ? "sudo " : ""}echo "${setting}" >> /etc/ecs/ecs.config` : setting,
};
/** https://bottlerocket.dev/en/os/latest/api/settings/ecs/ */
const bottlerocket: Form = {
  begins: /^[ \t]{0,40}\[settings\.ecs\][ \t]*$/m,
  line: /^[ \t]{0,40}\[settings\.ecs\][ \t]*$/m,
  blocksMetadata: { name: "awsvpc-block-imds" },
  privileged: { name: "allow-privileged-containers" },
  is: " = ",
  beside: (_, setting) => setting,
};

/** What user data says to the agent. Undefined where it says nothing, or cannot be read. */
export function agentSettingsIn(userData: Field<string>): AgentSettings | undefined {
  const text = userData.value ?? knownText(userData);
  const form = [bottlerocket, variables].find(({ begins }) => begins.test(text));
  // A file that is fetched may say anything.
  if (!form || /\b(?:aws s3 cp|curl|wget)\b[^\n]{0,300}ecs\.config/.test(text)) return undefined;
  return { blocksMetadata: setting(form, form.blocksMetadata, userData, text), allowsPrivileged: setting(form, form.privileged, userData, text) };
}

/** The text where its holes are values; "" where one may be more than that: a line, an argument. */
function knownText({ parts }: Field<string>): string {
  const isValue = (i: number): boolean => /[=\w"'/:-]$/.test(parts[i - 1] ?? "");
  return parts.every((part, i) => part !== undefined || isValue(i)) ? parts.map((part) => part ?? "x").join("") : "";
}

function setting(form: Form, { name, isInverse = false }: Name, { at }: Field<string>, text: string): Field<boolean> {
  const found = new RegExp(`(${name}\\s*=\\s*["']?)(\\w+)`).exec(text);
  const raw = textOf(at);
  if (!found)
    return text.includes(name)
      ? Field.opaque(at)
      : Field.unset(at, { key: name, set: (value) => lineBeside(form, `${name}${form.is}${value !== isInverse}`, at, raw) });
  const [, before = "", word] = found;
  const start = raw.indexOf(`${before}${word}`);
  if (start < 0 || (word !== "true" && word !== "false")) return Field.opaque(at);
  const place = at.source.at(at.start + start + before.length, at.start + start + before.length + word.length);
  return Field.written((word === "true") !== isInverse, place, { key: name, set: (value) => [{ at: place, text: String(value !== isInverse) }] });
}

/** In a text of several lines, one more, laid out like the one before it. In quotes the ends of lines are escapes. */
function lineBeside(form: Form, setting: string, { source, start }: Field<string>["at"], raw: string): readonly Edit[] {
  const { line, beside } = form;
  const found = raw.includes("\n") ? line.exec(raw) : null;
  if (!found) return raw.includes("\\\\") ? [] : escapedLineBeside(form, setting, source.at(start), raw);
  const [whole] = found;
  const indent = /^[ \t]*/.exec(whole)?.[0] ?? "";
  const end = start + found.index + whole.trimEnd().length;
  return [{ at: source.at(end), text: `${source.eol}${indent}${beside(whole.trim(), setting)}` }];
}

/** The same where each line ends in `\n`: two characters, as long as a blank and a line's end. */
function escapedLineBeside({ line, beside }: Form, setting: string, { source, start }: Field<string>["at"], raw: string): readonly Edit[] {
  const found = line.exec(raw.replace(/[\r\n]/g, " ").replaceAll("\\n", " \n"));
  if (!found) return [];
  const whole = found[0].trimEnd();
  const indent = /^[ \t]*/.exec(whole)?.[0] ?? "";
  const text = beside(whole.trim(), setting).replaceAll('"', '\\"');
  return [{ at: source.at(start + found.index + whole.length), text: `\\n${indent}${text}` }];
}
