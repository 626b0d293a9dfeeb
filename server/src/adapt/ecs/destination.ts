import { Field } from "../../model/field.ts";
import type { Destination, Said } from "../../model/logging.ts";
import type { MapNode, Plain } from "../../syntax/tree.ts";
import { type Edit, textOf } from "../../text/source.ts";
import type { Spelling } from "../spelling.ts";

/** Edits that write a whole log configuration into a container that has none. */
export function sent(map: MapNode, { driver, options }: Destination, spelling: Spelling, inner: Spelling): readonly Edit[] {
  if (map.open) return [];
  const words = options.map(([, value]) => wordsOf(value));
  // Longer ones are laid out for where they stand.
  if (words.some((text) => text !== undefined && /[\r\n]/.test(text))) return [];
  const written = Object.fromEntries(options.map(([name, value], i) => [name, words[i] === undefined ? plain(value) : mark(i)]));
  const edits = map.writer.set(map, spelling("logConfiguration"), { [inner("logDriver")]: driver, [inner("options")]: written });
  return edits.map(({ at, text }) => ({
    at,
    text: text.replaceAll(marks, (_, json: string | undefined, quote: string | undefined, i: string) => {
      const said = words[Number(i)] ?? "";
      const isReference = !(options[Number(i)]?.[1] instanceof Field);
      // In JSON that Terraform fills in, a reference stands in a text.
      return json !== undefined && isReference ? `${json}${quote}\${${said}}${quote}` : `${json ?? ""}${said}`;
    }),
  }));
}

/** What is to be written as it stands elsewhere; undefined for data. */
function wordsOf(said: Said): string | undefined {
  if (typeof said === "string") return undefined;
  if (!(said instanceof Field)) return said.address.includes(".") ? `${said.address}.name` : undefined;
  const text = onOneLine(textOf(said.at));
  // A function of CloudFormation's that stands in a line below its key would be a key itself behind one.
  return /^["']?(?:Fn::\w+|Ref)["']?:\s/.test(text) ? `{ ${text} }` : text;
}

/** A flow or JSON, and functions of functions in blocks, on the line that they fit on. Comments keep the lines that they end. */
function onOneLine(words: string): string {
  if (!/[\r\n]/.test(words) || /#|\/\//.test(words)) return words;
  const lines = words.split(/[\r\n]{1,2}/).map((line) => line.trim());
  if (/^[{[]/.test(words)) return lines.join(" ");
  const [last = "", ...keys] = lines.toReversed();
  const isChain = [last, ...keys].every((line, i) => (i === 0 ? ofFunction : functionAlone).test(line));
  return isChain ? keys.reduce((inner, key) => `{ ${key} ${inner} }`, `{ ${last} }`) : words;
}
const functionAlone = /^["']?Fn::\w{1,40}["']?:$/;
const ofFunction = /^["']?(?:Fn::\w{1,40}|Ref)["']?: [^|>]/;

const plain = (said: Said): Plain => (typeof said === "string" ? said : said instanceof Field ? (said.value ?? "") : { Ref: said.address });

/** Stands in what writers make of data for what no data is. */
const mark = (i: number): string => `words-said-elsewhere-${i}`;
const marks = /(":\s?)?(\\?")?words-said-elsewhere-(\d{1,3})(?:\\?")?/g;
