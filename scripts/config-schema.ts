import { type AnyRule, type Options, presets, severities } from "../server/src/kit/rule.ts";
import { launchTypeNames } from "../server/src/model/launch-type.ts";

type Schema = { readonly [key: string]: unknown };

/** The JSON schema of `.plimsoll.yaml` and `.plimsoll.json`, from the rules and their options' defaults. */
export function configSchema(rules: readonly AnyRule[]): Schema {
  const level = { enum: [...severities, "off"] };
  const ruleSettings = {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(rules.map((r) => [r.name, { description: r.title, anyOf: [level, setting(r.options ?? {}, level)] }])),
  };
  const globs = { type: "array", items: { type: "string" } };
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Plimsoll configuration",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      preset: { enum: presets, default: "recommended", description: "The set of rules that are on where nothing else is said." },
      launchType: { enum: launchTypeNames, description: "Where tasks of ECS run, for those of which no file says it." },
      rules: { ...ruleSettings, description: "Severities and options by rule." },
      overrides: {
        type: "array",
        description: "Other severities and options for some files.",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["files", "rules"],
          properties: { files: { ...globs, description: "Patterns as in .gitignore." }, rules: ruleSettings, launchType: { enum: launchTypeNames } },
        },
      },
      exceptions: {
        type: "array",
        description: "Findings that the team accepts.",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["rule", "files", "reason"],
          properties: {
            rule: { enum: rules.map((r) => r.name) },
            files: { ...globs, description: "Patterns as in .gitignore." },
            subject: { type: "string", description: "The name of the container, stage or statement; all where left out." },
            reason: { type: "string", minLength: 1 },
            until: { type: "string", format: "date", description: "The last day on which it holds." },
          },
        },
      },
      exclude: { ...globs, description: "Files that are not read; patterns as in .gitignore." },
      baseline: {
        type: "string",
        description: "The file of findings that are known already, relative to this one; plimsoll scan --write-baseline writes it.",
      },
    },
  };
}

function setting(options: Options, level: Schema): Schema {
  const properties = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, { ...typeOf(value), default: value }]));
  return {
    type: "object",
    additionalProperties: false,
    properties: { severity: level, options: { type: "object", additionalProperties: false, properties } },
  };
}

const typeOf = (value: Options[string]): Schema => (Array.isArray(value) ? { type: "array", items: { type: "string" } } : { type: typeof value });
