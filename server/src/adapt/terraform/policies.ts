import type { Policy } from "../../model/policy.ts";
import { get, literal, type Node, values } from "../../syntax/tree.ts";
import { besideIn } from "../aws/beside.ts";
import { controlPolicyTypes, effect, guardrailNamed, isDocument, policyIn } from "../iam.ts";
import type { Block } from "./blocks.ts";
import type { Document } from "./document.ts";
import { composed, policyArgument, policyDocument, statementsIn } from "./policy-document.ts";

type Kind = Policy["kind"];

/** The policies of a file: those in documents, and those in Terraform's own words. */
export function policiesIn(blocks: readonly Block[], documents: readonly Document[]): readonly Policy[] {
  const holders = blocks.filter((b) => b.keyword === "resource" || b.keyword === "module");
  const boundaries = new Set(holders.flatMap((b) => referencesTo(["aws_iam_policy"], get(b.body, "permissions_boundary"))));
  const beside = besideIn(blocks.filter((b) => b.keyword === "resource").map(({ type, body }) => ({ type, properties: body })));
  const own = blocks.filter((b) => b.keyword === "data" && b.type === "aws_iam_policy_document");
  const allowing = new Set(own.filter(isAllowing).map((b) => b.name));
  const uses = new Map<string, Set<Kind | undefined>>();
  const elsewhere = new Set(holders.filter((b) => !isOfRepository(b)).flatMap((b) => referencesTo(document, b.body)));
  const limited = new Set(holders.filter((b) => get(b.body, "permissions_boundary")).map((b) => b.address));
  const isBounded = (block: Block): boolean =>
    limited.has(block.address) ||
    ["role", "user"].some((whom) => referencesTo([`aws_iam_${whom}`], get(block.body, whom)).some((name) => limited.has(`aws_iam_${whom}.${name}`)));
  const unbounded = new Set(holders.filter((b) => !isBounded(b)).flatMap((b) => referencesTo(document, b.body)));
  for (const block of holders) {
    for (const { key, value } of block.body.entries) {
      for (const name of referencesTo(document, value)) {
        uses.set(name, (uses.get(name) ?? new Set()).add(kindIn(block, key, boundaries)));
      }
    }
  }
  return [
    ...documents.flatMap(({ block, argument, root }) =>
      isDocument(root)
        ? [
            policyIn(root, {
              address: addressOf(block, argument),
              kind: kindIn(block, argument, boundaries),
              ofRepository: isOfRepository(block),
              bounded: isBounded(block),
              beside,
              many: true,
            }),
          ]
        : [],
    ),
    ...blocks
      .filter(takesStatements)
      .flatMap(({ body, address }) =>
        body.entries.filter((e) => /_statements$/.test(e.key)).flatMap((e) => policyArgument(e.value, `${address}.${e.key}`) ?? []),
      ),
    ...own.map((b) =>
      policyDocument(b, {
        kind: kindBy(b.name, common(uses.get(b.name))),
        mayDeny: mayBeDeniedElsewhere(b, allowing),
        ofRepository: uses.has(b.name) && !elsewhere.has(b.name),
        bounded: uses.has(b.name) && !unbounded.has(b.name),
        beside,
      }),
    ),
  ];
}

const isOfRepository = ({ type }: Block): boolean => type === "aws_ecr_repository_policy";

/** What Organizations takes is what it takes; else a name may say that a policy bounds what others give. */
const kindBy = (name: string, used: Kind | undefined): Kind | undefined =>
  used === "service-control" || used === "resource-control" ? used : (guardrailNamed(name) ?? used);

/** May a document that is put together with this one deny anything? */
const mayBeDeniedElsewhere = ({ body }: Block, allowing: ReadonlySet<string>): boolean =>
  composed(body).some((node) => {
    const [name] = node.kind === "opaque" && node.reference ? referencesTo(document, node) : [];
    return name === undefined || !allowing.has(name);
  });

/** Does the document deny nothing, whatever a run makes of it? */
const isAllowing = ({ body }: Block): boolean =>
  composed(body).length === 0 && statementsIn(body).every((s) => effect(s, "effect").or("Allow").is("Allow"));
const document = ["data", "aws_iam_policy_document"];

/** The modules that many use: https://registry.terraform.io/namespaces/terraform-aws-modules. */
const takesStatements = ({ keyword, body }: Block): boolean =>
  keyword === "module" && /\bterraform-aws-modules\//.test(literal(get(body, "source")) ?? "");

const addressOf = (block: Block, argument: string): string => (block.keyword === "locals" ? `local.${argument}` : block.address);

/** What all uses agree on; what gives rights to somebody is that, whatever else it is. */
function common(kinds: ReadonlySet<Kind | undefined> = new Set()): Kind | undefined {
  if (kinds.has("identity")) return "identity";
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

/** What the policies in an argument are attached to; undefined where the block does not tell, and the document itself must. */
function kindIn(block: Block, argument: string, boundaries: ReadonlySet<string>): Kind | undefined {
  if (argument === "assume_role_policy") return "trust";
  if (boundaries.has(block.name) && block.type === "aws_iam_policy") return "boundary";
  if (block.type === "aws_organizations_policy") {
    const type = get(block.body, "type");
    return type ? (controlPolicyTypes.get(literal(type)) ?? "guardrail") : "service-control";
  }
  const named = guardrailNamed(block.name, argument, nameOf(block));
  if (named) return named;
  if (block.keyword !== "resource" || !block.type.startsWith("aws_")) return undefined;
  if (granting.has(block.type)) return "identity";
  return bounding.has(block.type) ? "guardrail" : "resource";
}

/** The name as it is written, placeholders and all. */
function nameOf({ body }: Block): string {
  const node = get(body, "name");
  return literal(node) ?? (node?.kind === "opaque" ? (node.text ?? "") : "");
}

/** What gives rights to a user, group or role. */
const granting: ReadonlySet<string> = new Set([
  ...["aws_iam_policy", "aws_iam_role", "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy"],
  "aws_ssoadmin_permission_set_inline_policy",
]);
/** What gives none, but keeps those who have some from using them here. */
const bounding: ReadonlySet<string> = new Set([
  ...["aws_organizations_policy", "aws_vpc_endpoint", "aws_vpc_endpoint_policy", "aws_transfer_user", "aws_transfer_access"],
]);

/** The names that references of this kind have, wherever in an expression they stand: `x` of `data.aws_iam_policy_document.x.json`. */
export function referencesTo(kind: readonly string[], root: Node | undefined): readonly string[] {
  const names: string[] = [];
  const open: Node[] = root ? [root] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    const { reference = [] } = node.kind === "opaque" ? node : {};
    const name = reference[kind.length];
    if (name !== undefined && kind.every((step, i) => reference[i] === step)) names.push(name);
    for (const inner of partsOf(node)) open.push(inner);
  }
  return names;
}

const partsOf = (node: Node): readonly Node[] =>
  node.kind === "opaque" ? [...(node.holes ?? []), ...(node.call?.arguments ?? []), ...(node.branches ?? [])] : values(node);
