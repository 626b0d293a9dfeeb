import type { Node } from "../../syntax/tree.ts";
import type { AwsResource } from "../aws/resource.ts";
import type { Block } from "./blocks.ts";
import { contentOf } from "./document.ts";
import { following } from "./following.ts";
import { viewOf } from "./view.ts";

/** A block of one of AWS's resources as their tables read it; nothing for other blocks. */
export function awsResource(block: Block): readonly AwsResource[] {
  const type = types.get(block.type);
  if (block.keyword !== "resource" || type === undefined) return [];
  const { address, namedAt: at } = block;
  return [
    {
      dialect: "terraform",
      type,
      address,
      at,
      body: viewOf(block, at),
      refersTo,
      documentIn: (node) => contentOf(node)[0]?.root,
      follow: (resource) => following(block, resource),
    },
  ];
}

/** `aws_ecs_cluster.main` of `aws_ecs_cluster.main[0].arn`, alone or at the beginning of a text. */
function refersTo(node: Node): string | undefined {
  if (node.kind !== "opaque") return undefined;
  const [first] = node.parts?.[0] === undefined ? (node.holes ?? []) : [];
  const steps = node.reference ?? (first?.kind === "opaque" ? first.reference : undefined) ?? [];
  const [type = "", name] = steps;
  return name !== undefined && types.has(type) ? `${type}.${name}` : undefined;
}

/** What CloudFormation calls them; resources that it does not have keep Terraform's name. */
const types: ReadonlyMap<string, string> = new Map([
  ["aws_ecs_service", "AWS::ECS::Service"],
  ["aws_ecs_task_set", "AWS::ECS::TaskSet"],
  ["aws_ecs_cluster", "AWS::ECS::Cluster"],
  ["aws_ecs_task_definition", "AWS::ECS::TaskDefinition"],
  ["aws_ecs_cluster_capacity_providers", "AWS::ECS::ClusterCapacityProviderAssociations"],
  ["aws_ecs_capacity_provider", "AWS::ECS::CapacityProvider"],
  ["aws_ecr_repository", "AWS::ECR::Repository"],
  ["aws_ecrpublic_repository", "AWS::ECR::PublicRepository"],
  ["aws_ecr_lifecycle_policy", "aws_ecr_lifecycle_policy"],
  ["aws_ecr_pull_through_cache_rule", "AWS::ECR::PullThroughCacheRule"],
  ["aws_ecr_registry_scanning_configuration", "AWS::ECR::RegistryScanningConfiguration"],
  ["aws_eks_cluster", "AWS::EKS::Cluster"],
  ["aws_eks_node_group", "AWS::EKS::Nodegroup"],
  ["aws_eks_addon", "AWS::EKS::Addon"],
  ["aws_eks_pod_identity_association", "AWS::EKS::PodIdentityAssociation"],
  ["aws_eks_fargate_profile", "AWS::EKS::FargateProfile"],
  ["aws_eks_access_entry", "AWS::EKS::AccessEntry"],
  ["aws_eks_access_policy_association", "AWS::EKS::AccessEntry"],
  ["aws_lambda_function", "AWS::Lambda::Function"],
  ["aws_apprunner_service", "AWS::AppRunner::Service"],
  ["aws_ecs_express_gateway_service", "AWS::ECS::ExpressGatewayService"],
  ["aws_cloudwatch_event_target", "AWS::Events::Rule"],
  ["aws_scheduler_schedule", "AWS::Scheduler::Schedule"],
  ["aws_launch_template", "AWS::EC2::LaunchTemplate"],
  ["aws_launch_configuration", "AWS::AutoScaling::LaunchConfiguration"],
  ["aws_instance", "AWS::EC2::Instance"],
  ["aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup"],
  ["aws_security_group", "AWS::EC2::SecurityGroup"],
  ["aws_security_group_rule", "aws_security_group_rule"],
  ["aws_vpc_security_group_ingress_rule", "AWS::EC2::SecurityGroupIngress"],
  ["aws_vpc_security_group_egress_rule", "AWS::EC2::SecurityGroupEgress"],
  ["aws_lb", "AWS::ElasticLoadBalancingV2::LoadBalancer"],
  ["aws_alb", "AWS::ElasticLoadBalancingV2::LoadBalancer"],
  ["aws_lb_listener", "AWS::ElasticLoadBalancingV2::Listener"],
  ["aws_alb_listener", "AWS::ElasticLoadBalancingV2::Listener"],
  ["aws_lb_listener_rule", "AWS::ElasticLoadBalancingV2::ListenerRule"],
  ["aws_alb_listener_rule", "AWS::ElasticLoadBalancingV2::ListenerRule"],
  ["aws_lb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup"],
  ["aws_alb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup"],
  ["aws_cloudwatch_log_group", "AWS::Logs::LogGroup"],
  ["aws_efs_file_system", "AWS::EFS::FileSystem"],
  ["aws_efs_access_point", "AWS::EFS::AccessPoint"],
  ["aws_secretsmanager_secret", "AWS::SecretsManager::Secret"],
  ["aws_iam_access_key", "AWS::IAM::AccessKey"],
  ["aws_secretsmanager_secret_rotation", "AWS::SecretsManager::RotationSchedule"],
]);
