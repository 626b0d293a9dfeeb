import type { Entry, MapNode, Node } from "../../syntax/tree.ts";
import { writerThrough } from "../through.ts";
import { type Block, blocksIn } from "./blocks.ts";
import { type Part, rootsOf } from "./part.ts";

/**
 * The blocks of a module. Those of `override.tf` are laid over the blocks that they are called like, argument by argument:
 * https://developer.hashicorp.com/terraform/language/files/override. What has none below it is not taken by Terraform.
 */
export function blocksOf(parts: readonly Part[]): readonly Block[] {
  const configuration = parts.filter((p) => !p.assigns);
  const blocks = configuration.filter((p) => !isOverride(p)).flatMap((p) => rootsOf(p).flatMap(blocksIn));
  const over = configuration
    .filter(isOverride)
    .toSorted((a, b) => (a.source.uri < b.source.uri ? -1 : 1))
    .flatMap((p) => rootsOf(p).flatMap(blocksIn));
  return over.length === 0 ? blocks : blocks.map((block) => over.filter((o) => o.address === block.address).reduce(laidUnder, block));
}

const isOverride = ({ source }: Part): boolean => /[/_]override\.(?:tf|tofu)(?:\.json)?$/.test(`/${source.uri}`);

/** Blocks inside of a block give way to all of their type. What the text does not say otherwise is written where the first block stands. */
function laidUnder(block: Block, { body }: Block): Block {
  const replaced = new Set(body.entries.map(typeOf));
  const kept = block.body.entries.filter((e) => !replaced.has(typeOf(e)));
  const whole: MapNode = {
    ...block.body,
    entries: [...kept, ...body.entries],
    writer: writerThrough((node: Node) => (node === whole ? block.body : undefined)),
  };
  return { ...block, body: whole };
}

const typeOf = ({ key, labels }: Entry): string => (key === "dynamic" ? (labels?.[0] ?? key) : key);
