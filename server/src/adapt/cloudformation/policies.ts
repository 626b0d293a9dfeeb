import { onlyUnder } from "../../model/outcome.ts";
import type { Policy } from "../../model/policy.ts";
import { get, literal, type MapNode, type Node, oneOrMany, values } from "../../syntax/tree.ts";
import { besideIn } from "../aws/beside.ts";
import { embeddedJson } from "../embedded.ts";
import { controlPolicyTypes, isDocument, policyIn } from "../iam.ts";
import { referenced } from "./call.ts";
import type { Resource } from "./resources.ts";

/** What the other resources of the template say of its policies. */
export interface Beside {
  /** The logical ids of the managed policies that it uses as permissions boundaries. */
  readonly boundaries: ReadonlySet<string>;
  readonly named: Policy["beside"];
}
export const besideOf = (resources: readonly Resource[]): Beside => ({ boundaries: boundariesOf(resources), named: besideIn(resources) });

/** The policies of a resource, wherever it holds them. */
export const policiesOf = (resource: Resource, beside: Beside): readonly Policy[] =>
  policiesAmong(documentsIn(resource.properties, kindOf(resource, beside.boundaries)), resource, beside);

/** Those that an outcome of a condition changes, as they are then. */
export const policiesOfOutcomes = (resource: Resource, beside: Beside): readonly Policy[] =>
  resource.variants.flatMap((variant) => {
    const documents = documentsIn(variant.properties, kindOf(resource, beside.boundaries));
    const policies = policiesAmong(
      documents.filter(({ document }) => variant.differs(document)),
      resource,
      beside,
    );
    for (const policy of policies) for (const subject of [policy, ...policy.statements]) onlyUnder(subject, variant);
    return policies;
  });

const policiesAmong = (documents: readonly Document[], { id, type, properties }: Resource, { named }: Beside): readonly Policy[] =>
  documents.map(({ document, kind }) =>
    policyIn(document, {
      address: id,
      kind,
      ofRepository: type === "AWS::ECR::Repository",
      bounded: get(properties, "PermissionsBoundary") !== undefined,
      beside: named,
    }),
  );

function kindOf(resource: Resource, boundaries: ReadonlySet<string>): Policy["kind"] {
  const { id, type } = resource;
  const isLimit = type === "AWS::IAM::ManagedPolicy" && (boundaries.has(id) || named(resource).some((name) => /boundar/i.test(name)));
  if (isLimit) return "boundary";
  if (type === "AWS::Organizations::Policy") return controlPolicyTypes.get(literal(get(resource.properties, "Type"))) ?? "guardrail";
  return type === "AWS::EC2::VPCEndpoint" ? "guardrail" : identities.has(type) ? "identity" : "resource";
}

/** What gives rights to whom it is attached to. All else that holds a policy is the thing that the policy is about. */
const identities: ReadonlySet<string> = new Set([
  "AWS::IAM::Group",
  "AWS::IAM::GroupPolicy",
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::IAM::RolePolicy",
  "AWS::IAM::User",
  "AWS::IAM::UserPolicy",
  "AWS::SSO::PermissionSet",
  "AWS::Serverless::Function",
  "AWS::Serverless::StateMachine",
]);

interface Document {
  readonly document: MapNode;
  readonly kind: Policy["kind"];
}

/** As deep as the parser lets a tree be. */
function documentsIn(node: Node, kind: Policy["kind"]): readonly Document[] {
  const [document] = [node, embeddedJson(node.kind === "opaque" && node.content ? node.content : node)].filter(isDocument);
  if (document) return [{ document, kind }];
  if (node.kind !== "map") return (node.kind === "opaque" ? (node.branches ?? []) : values(node)).flatMap((inner) => documentsIn(inner, kind));
  return node.entries.flatMap(({ key, value }) => documentsIn(value, key === "AssumeRolePolicyDocument" ? "trust" : kind));
}

const named = ({ id, properties }: Resource): readonly string[] => [id, literal(get(properties, "ManagedPolicyName")) ?? ""];

/** The logical ids that any resource names as its permissions boundary. */
const boundariesOf = (resources: readonly Resource[]): ReadonlySet<string> =>
  new Set(resources.flatMap(({ written }) => oneOrMany(get(written, "PermissionsBoundary")).flatMap((node) => referenced(node) ?? [])));
