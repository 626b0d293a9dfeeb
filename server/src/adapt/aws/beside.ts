import type { Beside } from "../../model/policy.ts";
import { get, literal, type MapNode } from "../../syntax/tree.ts";

/** What a resource is called by CloudFormation and Terraform, where its name stands, and the placeholder for it in the ARNs of its service. */
const rows: readonly (readonly [cloudformation: string, property: string, terraform: string, service: string, placeholder: string])[] = [
  ["AWS::ECR::Repository", "RepositoryName", "aws_ecr_repository", "ecr", "RepositoryName"],
  ["AWS::SecretsManager::Secret", "Name", "aws_secretsmanager_secret", "secretsmanager", "SecretId"],
  ["AWS::SSM::Parameter", "Name", "aws_ssm_parameter", "ssm", "ParameterNameWithoutLeadingSlash"],
  ["AWS::Logs::LogGroup", "LogGroupName", "aws_cloudwatch_log_group", "logs", "LogGroupName"],
  ["AWS::DynamoDB::Table", "TableName", "aws_dynamodb_table", "dynamodb", "TableName"],
  ["AWS::SQS::Queue", "QueueName", "aws_sqs_queue", "sqs", "QueueName"],
  ["AWS::SNS::Topic", "TopicName", "aws_sns_topic", "sns", "TopicName"],
  ["AWS::S3::Bucket", "BucketName", "aws_s3_bucket", "s3", "BucketName"],
  ["AWS::ECS::Cluster", "ClusterName", "aws_ecs_cluster", "ecs", "ClusterName"],
];
const byType = new Map(rows.flatMap((row) => [[row[0], row] as const, [row[2], row] as const]));

/** What the resources of a file or module are called, as far as it writes that. */
export const besideIn = (resources: readonly { readonly type: string; readonly properties: MapNode }[]): readonly Beside[] =>
  resources.flatMap(({ type, properties }) => {
    const row = byType.get(type);
    if (!row) return [];
    const [, property, terraform, service, placeholder] = row;
    const name = literal(get(properties, type === terraform ? (terraform === "aws_s3_bucket" ? "bucket" : "name") : property));
    return name === undefined || name === "" ? [] : [{ service, placeholder, name: spelled(placeholder, name) }];
  });

/** ARNs of secrets have six more letters; those of parameters begin without the slash. */
const spelled = (placeholder: string, name: string): string =>
  placeholder === "SecretId" ? `${name}-??????` : placeholder === "ParameterNameWithoutLeadingSlash" ? name.replace(/^\//, "") : name;
