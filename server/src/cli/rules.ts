import type { AnyRule } from "../kit/rule.ts";
import { rules as all } from "../rules/index.ts";
import { type Exit, exit } from "./exit.ts";

/** Print every rule: a table for people, JSON for programs. */
export function rules({ format }: { readonly format: "table" | "json" }): Exit {
  process.stdout.write(format === "json" ? `${JSON.stringify(all.map(described), undefined, 2)}\n` : table());
  return exit.clean;
}

const described = ({
  name,
  title,
  severity,
  confidence = "high",
  risk,
  preset = "recommended",
  why,
  refs,
  equivalents = [],
  options = {},
  was = [],
}: AnyRule) => ({
  name,
  title,
  severity,
  confidence,
  risk,
  preset,
  why,
  refs,
  equivalents,
  options,
  was,
});

function table(): string {
  const rows = [
    ["rule", "severity", "risk", "preset", "what it finds"],
    ...all.map((r) => [r.name, r.severity, r.risk, r.preset ?? "recommended", r.title]),
  ];
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  return rows.map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join("  ")}\n`).join("");
}
