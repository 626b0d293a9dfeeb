#!/usr/bin/env node
import { Command, CommanderError, Option } from "commander";
import { presets, severities } from "../kit/rule.ts";
import { type Exit, endOnClosedOutput, exit, note, Refusal } from "./exit.ts";
import { version } from "./paths.ts";

// The faces are loaded when they are asked for: a scan never loads the language server, nor one format another's code.

const program = new Command("plimsoll")
  .description("Container security for AWS: finds what is wrong in Dockerfiles, task definitions, policies, templates and manifests, offline.")
  .version(version(), "-V, --version")
  .exitOverride()
  .addHelpText(
    "after",
    `
Examples:
  plimsoll scan                       analyse the working directory
  plimsoll api/Dockerfile             scan is what is done with paths
  plimsoll scan --fix                 make the fixes that are safe
  plimsoll scan -f sarif -o out.sarif for GitHub code scanning
  plimsoll explain root-user          what a rule finds, and why

Exit status: 0 nothing found at or above --fail-on, 1 findings, 2 wrong usage, a mistake in the configuration, or a bug.
plimsoll scan --help lists the options of a scan.`,
  );

const oneOf = (flags: string, description: string, choices: readonly string[]): Option => new Option(flags, description).choices([...choices]);
const color = (): Option => oneOf("--color <when>", "colours", ["auto", "always", "never"]).default("auto");

program
  .command("scan", { isDefault: true })
  .description("analyse files and folders, and print the findings")
  .argument("[paths...]", "files, folders, or - for standard input", ["."])
  .addOption(oneOf("-f, --format <format>", "how findings are printed", ["pretty", "concise", "json", "sarif"]).default("pretty"))
  .option("-o, --output <file>", "write the results to a file")
  .option("--fix", "make the fixes that are safe, and print what is left")
  .option("--unsafe-fixes", "with --fix or --diff: also those that may change what works")
  .option("--diff", "print the fixes as a patch, write nothing; exit status 1 if there are any")
  .addOption(oneOf("--fail-on <severity>", "the least severity that makes the exit status 1", [...severities, "never"]).default("error"))
  .addOption(oneOf("--preset <preset>", "the rules that are on, above what the configuration says", presets))
  .option("--config <file>", "use this configuration for all files (default: the nearest .plimsoll.yaml up the tree)")
  .option("--no-config", "use none")
  .option("--baseline <file>", "leave out the findings that this file holds (default: the configuration's baseline)")
  .option("--no-baseline", "show them all")
  .option("--write-baseline <file>", "write all findings to this file as those that are known, and print none")
  .option("--stdin-filename <path>", "what standard input is taken for")
  .addOption(color())
  .option("--no-progress", "no progress on stderr")
  .option("-q, --quiet", "findings alone: no summary, no progress")
  .action(async (paths, options) => done(await (await import("./scan.ts")).scan(paths, options)));

program
  .command("explain")
  .description("print what a rule finds, why, and how to mend or accept it")
  .argument("<rule>", "its name")
  .addOption(color())
  .action(async (rule, options) => done(await (await import("./explain.ts")).explain(rule, options)));

program
  .command("rules")
  .description("list the rules")
  .addOption(oneOf("-f, --format <format>", "how they are listed", ["table", "json"]).default("table"))
  .action(async (options) => done((await import("./rules.ts")).rules(options)));

program
  .command("files")
  .description("list what is analysed, and as what")
  .argument("[paths...]", "files and folders", ["."])
  .option("--why", "say why, and list what is skipped")
  .option("--config <file>", "use this configuration for all files")
  .option("--no-config", "use none")
  .action(async (paths, options) => done((await import("./files.ts")).files(paths, options)));

program
  .command("lsp")
  .description("serve an editor by the Language Server Protocol")
  .option("--stdio", "over standard input and output")
  .action(async ({ stdio }) => {
    if (!stdio) throw new Refusal("plimsoll lsp needs --stdio");
    await import("../lsp/node.ts");
  });

function done(status: Exit): void {
  process.exitCode = status;
}

async function main(): Promise<void> {
  endOnClosedOutput();
  try {
    if (process.argv.length <= 2) program.outputHelp();
    else await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) done(error.exitCode === 0 ? exit.clean : exit.failure);
    else if (error instanceof Refusal) {
      note(error.message);
      done(exit.failure);
    } else {
      note(`${error instanceof Error ? error.stack : String(error)}\nThis is a bug in Plimsoll.`);
      done(exit.failure);
    }
  }
}

void main();
