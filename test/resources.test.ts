import { expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { Field, List } from "../server/src/model/field.ts";
import type { Facts } from "../server/src/model/subjects.ts";
import { applyEdits, type Edit, Source } from "../server/src/text/source.ts";

type Kind = "service" | "cluster" | "repository" | "registry" | "eksCluster" | "nodeGroup" | "appRunnerService" | "fargateProfile" | "addon";
type File = readonly [path: string, text: string];

/** What a rule sees of the first subject of a kind, without places, addresses, and what only one file tells. */
function told([path, text]: File, kind: Kind): unknown {
  const [subject] = read(new Source(path, text)).facts[kind];
  return subject && Object.fromEntries(Object.entries(subject).flatMap(([key, value]) => (ignored.has(key) ? [] : [[key, plain(value)]])));
}
const ignored: ReadonlySet<string> = new Set([
  "at",
  "address",
  "cluster",
  "taskDefinition",
  "launchTemplate",
  "securityGroups",
  "sshSources",
  "lifecycle",
  "keep",
  "registry",
]);
const plain = (value: unknown): unknown => {
  if (value instanceof Field) return [value.state, value.value === undefined ? undefined : String(value.value)];
  if (value instanceof List) return [value.state, value.items.map(plain)];
  if (value instanceof Map) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)])) : value;
};

const template = (type: string, properties: unknown): File => [
  "stack.json",
  JSON.stringify({ Resources: { It: { Type: type, Properties: properties } } }, null, 2),
];
const terraformJson = (type: string, body: unknown): File => ["main.tf.json", JSON.stringify({ resource: { [type]: { it: body } } }, null, 2)];
const json = (value: unknown): File => ["it.json", JSON.stringify(value, null, 2)];

/** One resource of each kind as each host writes it. The first is what the others must equal. */
const hosts: Readonly<Record<Kind, Readonly<Record<string, File>>>> = {
  service: {
    api: json({
      serviceName: "web",
      cluster: "shop",
      taskDefinition: "web:7",
      launchType: "FARGATE",
      platformVersion: "1.3.0",
      enableExecuteCommand: true,
      propagateTags: "SERVICE",
      role: "registrar",
      healthCheckGracePeriodSeconds: 60,
      schedulingStrategy: "REPLICA",
      placementConstraints: [{ type: "distinctInstance" }],
      placementStrategy: [{ type: "random" }],
      loadBalancers: [{ containerName: "web", containerPort: 8080 }],
      deploymentConfiguration: {
        minimumHealthyPercent: 50,
        maximumPercent: 100,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
      networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "ENABLED" } },
    }),
    cloudformation: [
      "template.yaml",
      `
Resources:
  It:
    Type: AWS::ECS::Service
    Properties:
      ServiceName: web
      Cluster: shop
      TaskDefinition: web:7
      LaunchType: FARGATE
      PlatformVersion: 1.3.0
      EnableExecuteCommand: true
      PropagateTags: SERVICE
      Role: registrar
      HealthCheckGracePeriodSeconds: 60
      SchedulingStrategy: REPLICA
      PlacementConstraints: [{ Type: distinctInstance }]
      PlacementStrategies: [{ Type: random }]
      LoadBalancers:
        - { ContainerName: web, ContainerPort: 8080 }
      DeploymentConfiguration:
        MinimumHealthyPercent: 50
        MaximumPercent: 100
        DeploymentCircuitBreaker: { Enable: true, Rollback: true }
      NetworkConfiguration:
        AwsvpcConfiguration: { Subnets: [subnet-1], SecurityGroups: [sg-1], AssignPublicIp: ENABLED }
`,
    ],
    terraform: [
      "main.tf",
      `
resource "aws_ecs_service" "it" {
  name                   = "web"
  cluster                = "shop"
  task_definition        = "web:7"
  launch_type            = "FARGATE"
  platform_version       = "1.3.0"
  enable_execute_command = true
  propagate_tags         = "SERVICE"
  scheduling_strategy    = "REPLICA"
  iam_role               = "registrar"

  health_check_grace_period_seconds = 60

  deployment_minimum_healthy_percent = 50
  deployment_maximum_percent         = 100

  placement_constraints {
    type = "distinctInstance"
  }

  ordered_placement_strategy {
    type = "random"
  }

  load_balancer {
    container_name = "web"
    container_port = 8080
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = ["subnet-1"]
    security_groups  = ["sg-1"]
    assign_public_ip = true
  }
}
`,
    ],
  },
  cluster: {
    api: json({
      clusterName: "shop",
      settings: [{ name: "containerInsights", value: "enhanced" }],
      capacityProviders: ["FARGATE"],
      configuration: {
        executeCommandConfiguration: {
          kmsKeyId: "alias/exec",
          logging: "OVERRIDE",
          logConfiguration: { cloudWatchLogGroupName: "exec", cloudWatchEncryptionEnabled: true, s3BucketName: "exec", s3EncryptionEnabled: true },
        },
        managedStorageConfiguration: { fargateEphemeralStorageKmsKeyId: "alias/storage" },
      },
    }),
    cloudformation: template("AWS::ECS::Cluster", {
      ClusterName: "shop",
      ClusterSettings: [{ Name: "containerInsights", Value: "enhanced" }],
      CapacityProviders: ["FARGATE"],
      Configuration: {
        ExecuteCommandConfiguration: {
          KmsKeyId: "alias/exec",
          Logging: "OVERRIDE",
          LogConfiguration: { CloudWatchLogGroupName: "exec", CloudWatchEncryptionEnabled: true, S3BucketName: "exec", S3EncryptionEnabled: true },
        },
        ManagedStorageConfiguration: { FargateEphemeralStorageKmsKeyId: "alias/storage" },
      },
    }),
    terraform: [
      "main.tf",
      `
resource "aws_ecs_cluster" "it" {
  name               = "shop"
  capacity_providers = ["FARGATE"]
  setting {
    name  = "containerInsights"
    value = "enhanced"
  }
  configuration {
    execute_command_configuration {
      kms_key_id = "alias/exec"
      logging    = "OVERRIDE"
      log_configuration {
        cloud_watch_log_group_name     = "exec"
        cloud_watch_encryption_enabled = true
        s3_bucket_name                 = "exec"
        s3_bucket_encryption_enabled   = true
      }
    }
    managed_storage_configuration {
      fargate_ephemeral_storage_kms_key_id = "alias/storage"
    }
  }
}
`,
    ],
  },
  repository: {
    api: json({
      repositoryName: "shop/web",
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filterType: "WILDCARD", filter: "dev-*" }],
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: "KMS", kmsKey: "alias/images" },
      force: true,
    }),
    cloudformation: template("AWS::ECR::Repository", {
      RepositoryName: "shop/web",
      ImageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      ImageTagMutabilityExclusionFilters: [{ ImageTagMutabilityExclusionFilterType: "WILDCARD", ImageTagMutabilityExclusionFilterValue: "dev-*" }],
      ImageScanningConfiguration: { ScanOnPush: true },
      EncryptionConfiguration: { EncryptionType: "KMS", KmsKey: "alias/images" },
      EmptyOnDelete: true,
    }),
    terraform: [
      "main.tf",
      `
resource "aws_ecr_repository" "it" {
  name                 = "shop/web"
  image_tag_mutability = "IMMUTABLE_WITH_EXCLUSION"
  force_delete         = true
  image_tag_mutability_exclusion_filter {
    filter      = "dev-*"
    filter_type = "WILDCARD"
  }
  image_scanning_configuration {
    scan_on_push = true
  }
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = "alias/images"
  }
}
`,
    ],
    "terraform, as JSON": terraformJson("aws_ecr_repository", {
      name: "shop/web",
      image_tag_mutability: "IMMUTABLE_WITH_EXCLUSION",
      force_delete: true,
      image_tag_mutability_exclusion_filter: [{ filter: "dev-*", filter_type: "WILDCARD" }],
      image_scanning_configuration: [{ scan_on_push: true }],
      encryption_configuration: { encryption_type: "KMS", kms_key: "alias/images" },
    }),
  },
  registry: {
    api: json({
      scanType: "ENHANCED",
      rules: [{ scanFrequency: "SCAN_ON_PUSH", repositoryFilters: [{ filter: "shop/*", filterType: "WILDCARD" }] }],
    }),
    "what the command line prints": json({
      registryId: "111122223333",
      scanningConfiguration: {
        scanType: "ENHANCED",
        rules: [{ scanFrequency: "SCAN_ON_PUSH", repositoryFilters: [{ filter: "shop/*", filterType: "WILDCARD" }] }],
      },
    }),
    cloudformation: template("AWS::ECR::RegistryScanningConfiguration", {
      ScanType: "ENHANCED",
      Rules: [{ ScanFrequency: "SCAN_ON_PUSH", RepositoryFilters: [{ Filter: "shop/*", FilterType: "WILDCARD" }] }],
    }),
    terraform: [
      "main.tf",
      `
resource "aws_ecr_registry_scanning_configuration" "it" {
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "SCAN_ON_PUSH"
    repository_filter {
      filter      = "shop/*"
      filter_type = "WILDCARD"
    }
  }
}
`,
    ],
  },
  eksCluster: {
    api: json({
      name: "shop",
      version: "1.33",
      upgradePolicy: { supportType: "STANDARD" },
      resourcesVpcConfig: { endpointPublicAccess: true, endpointPrivateAccess: true, publicAccessCidrs: ["203.0.113.0/24"] },
      logging: {
        clusterLogging: [
          { types: ["api", "audit"], enabled: true },
          { types: ["scheduler"], enabled: false },
        ],
      },
      encryptionConfig: [{ resources: ["secrets"], provider: { keyArn: "alias/secrets" } }],
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    }),
    cloudformation: template("AWS::EKS::Cluster", {
      Name: "shop",
      Version: "1.33",
      UpgradePolicy: { SupportType: "STANDARD" },
      ResourcesVpcConfig: { EndpointPublicAccess: true, EndpointPrivateAccess: true, PublicAccessCidrs: ["203.0.113.0/24"] },
      Logging: { ClusterLogging: { EnabledTypes: [{ Type: "api" }, { Type: "audit" }] } },
      EncryptionConfig: [{ Resources: ["secrets"], Provider: { KeyArn: "alias/secrets" } }],
      AccessConfig: { AuthenticationMode: "API", BootstrapClusterCreatorAdminPermissions: false },
    }),
    eksctl: [
      "cluster.yaml",
      `
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: { name: shop, version: "1.33" }
upgradePolicy: { supportType: STANDARD }
vpc:
  clusterEndpoints: { publicAccess: true, privateAccess: true }
  publicAccessCIDRs: [203.0.113.0/24]
cloudWatch:
  clusterLogging: { enableTypes: [api, audit] }
secretsEncryption: { keyARN: alias/secrets }
accessConfig: { authenticationMode: API, bootstrapClusterCreatorAdminPermissions: false }
`,
    ],
    terraform: [
      "main.tf",
      `
resource "aws_eks_cluster" "it" {
  name                      = "shop"
  version                   = "1.33"
  enabled_cluster_log_types = ["api", "audit"]
  upgrade_policy {
    support_type = "STANDARD"
  }
  vpc_config {
    endpoint_public_access  = true
    endpoint_private_access = true
    public_access_cidrs     = ["203.0.113.0/24"]
  }
  encryption_config {
    resources = ["secrets"]
    provider {
      key_arn = "alias/secrets"
    }
  }
  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }
}
`,
    ],
  },
  nodeGroup: {
    api: json({
      nodegroupName: "workers",
      clusterName: "shop",
      nodeRole: "arn:aws:iam::111122223333:role/node",
      amiType: "AL2023_x86_64_STANDARD",
      version: "1.33",
      remoteAccess: { ec2SshKey: "ops", sourceSecurityGroups: ["sg-1"] },
    }),
    cloudformation: template("AWS::EKS::Nodegroup", {
      NodegroupName: "workers",
      ClusterName: "shop",
      AmiType: "AL2023_x86_64_STANDARD",
      Version: "1.33",
      RemoteAccess: { Ec2SshKey: "ops", SourceSecurityGroups: ["sg-1"] },
    }),
    eksctl: [
      "cluster.yaml",
      `
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: { name: shop, version: "1.33" }
managedNodeGroups:
  - name: workers
    amiFamily: AmazonLinux2023
    ssh: { publicKeyName: ops, sourceSecurityGroupIds: [sg-1] }
`,
    ],
    terraform: [
      "main.tf",
      `
resource "aws_eks_node_group" "it" {
  node_group_name = "workers"
  cluster_name    = "shop"
  ami_type        = "AL2023_x86_64_STANDARD"
  version         = "1.33"
  remote_access {
    ec2_ssh_key               = "ops"
    source_security_group_ids = ["sg-1"]
  }
}
`,
    ],
  },
  appRunnerService: {
    api: json({
      ServiceName: "web",
      SourceConfiguration: { ImageRepository: { ImageIdentifier: "web:1", ImageRepositoryType: "ECR" } },
      NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: false } },
    }),
    cloudformation: template("AWS::AppRunner::Service", {
      ServiceName: "web",
      NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: false } },
    }),
    terraform: [
      "main.tf",
      `
resource "aws_apprunner_service" "it" {
  service_name = "web"
  network_configuration {
    ingress_configuration {
      is_publicly_accessible = false
    }
  }
}
`,
    ],
    "terraform, as JSON": terraformJson("aws_apprunner_service", {
      service_name: "web",
      network_configuration: [{ ingress_configuration: [{ is_publicly_accessible: false }] }],
    }),
  },
  fargateProfile: {
    api: json({
      fargateProfileName: "shop",
      clusterName: "shop",
      podExecutionRoleArn: "arn:aws:iam::111122223333:role/pods",
      selectors: [{ namespace: "shop", labels: { runs: "fargate" } }, { namespace: "test-*" }],
    }),
    cloudformation: template("AWS::EKS::FargateProfile", {
      FargateProfileName: "shop",
      ClusterName: "shop",
      Selectors: [{ Namespace: "shop", Labels: [{ Key: "runs", Value: "fargate" }] }, { Namespace: "test-*" }],
    }),
    terraform: [
      "main.tf",
      `
resource "aws_eks_fargate_profile" "it" {
  fargate_profile_name = "shop"
  cluster_name         = "shop"
  selector {
    namespace = "shop"
    labels    = { runs = "fargate" }
  }
  selector {
    namespace = "test-*"
  }
}
`,
    ],
    "terraform, as JSON": terraformJson("aws_eks_fargate_profile", {
      fargate_profile_name: "shop",
      cluster_name: "shop",
      selector: [{ namespace: "shop", labels: { runs: "fargate" } }, { namespace: "test-*" }],
    }),
    eksctl: [
      "cluster.yaml",
      `
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: { name: shop, version: "1.33" }
fargateProfiles:
  - name: shop
    selectors:
      - { namespace: shop, labels: { runs: fargate } }
      - namespace: test-*
`,
    ],
  },
  addon: {
    api: json({ addonName: "vpc-cni", clusterName: "shop", serviceAccountRoleArn: "arn:aws:iam::111122223333:role/cni" }),
    cloudformation: template("AWS::EKS::Addon", {
      AddonName: "vpc-cni",
      ClusterName: "shop",
      ServiceAccountRoleArn: "arn:aws:iam::111122223333:role/cni",
    }),
    terraform: [
      "main.tf",
      `
resource "aws_eks_addon" "it" {
  addon_name   = "vpc-cni"
  cluster_name = "shop"
  pod_identity_association {
    role_arn        = "arn:aws:iam::111122223333:role/cni"
    service_account = "aws-node"
  }
}
`,
    ],
  },
};

const cases = Object.entries(hosts).flatMap(([kind, files]) => Object.entries(files).map(([host, file]) => [kind as Kind, host, file] as const));

it.each(cases)("%s: %s tells the same facts", (kind, _, file) => {
  const facts = told(file, kind);
  expect(facts).toBeDefined();
  expect(facts).toEqual(told(Object.values(hosts[kind])[0] ?? file, kind));
});

it("says all that a host can say", () => {
  for (const [kind, , file] of cases) {
    const unsaid = JSON.stringify(told(file, kind)).match(/"(?:unset|opaque)"/g) ?? [];
    // A service that has a launch type has no capacity providers, no other controller deploys it, and its target group is elsewhere.
    expect(unsaid).toEqual(kind === "service" ? ['"unset"', '"unset"', '"unset"', '"unset"'] : []);
  }
});

/** Writes: what is written, or written anew where it is missing, is read again. */
const writes: Readonly<
  Record<string, readonly [kind: Kind, write: (facts: Facts) => readonly Edit[], read: (facts: Facts) => unknown, value: unknown]>
> = {
  "a truth value in words": ["service", (f) => f.service[0]?.assignsPublicIp.set(false) ?? [], (f) => f.service[0]?.assignsPublicIp.value, false],
  "a truth value": ["service", (f) => f.service[0]?.exec.set(false) ?? [], (f) => f.service[0]?.exec.value, false],
  "a text": ["service", (f) => f.service[0]?.platformVersion.set("LATEST") ?? [], (f) => f.service[0]?.platformVersion.value, "LATEST"],
  "a text that is taken out": ["service", (f) => f.service[0]?.platformVersion.remove() ?? [], (f) => f.service[0]?.platformVersion.state, "unset"],
  "a setting": ["cluster", (f) => f.cluster[0]?.containerInsights.set("enabled") ?? [], (f) => f.cluster[0]?.containerInsights.value, "enabled"],
  "a nested text": ["cluster", (f) => f.cluster[0]?.execLogging.set("DEFAULT") ?? [], (f) => f.cluster[0]?.execLogging.value, "DEFAULT"],
  "a nested truth value": ["repository", (f) => f.repository[0]?.scanOnPush.set(false) ?? [], (f) => f.repository[0]?.scanOnPush.value, false],
  "an item of a list": ["eksCluster", (f) => f.eksCluster[0]?.logTypes.add("authenticator") ?? [], (f) => f.eksCluster[0]?.logTypes.items.length, 3],
  "a truth value, two levels deep": [
    "appRunnerService",
    (f) => f.appRunnerService[0]?.isPublic.set(true) ?? [],
    (f) => f.appRunnerService[0]?.isPublic.value,
    true,
  ],
  "an item of a nested list": [
    "eksCluster",
    (f) => f.eksCluster[0]?.publicCidrs.add("198.51.100.0/24") ?? [],
    (f) => f.eksCluster[0]?.publicCidrs.items.length,
    2,
  ],
};
const written = Object.entries(writes).flatMap(([what, [kind, ...rest]]) =>
  Object.entries(hosts[kind]).map(([host, file]) => [what, host, file, ...rest] as const),
);

it.each(written)("writes %s: %s", (_what, _host, [path, text], write, of, value) => {
  const source = new Source(path, text);
  const edits = write(read(source).facts);
  expect(edits.length).toBeGreaterThan(0);
  const after = read(applyEdits(source, edits));
  expect(after.broken).toBe(false);
  expect(of(after.facts)).toEqual(value);
});

const bare: Readonly<Record<string, File>> = {
  api: json({ repositoryName: "shop/web", imageTagMutability: "MUTABLE", tags: [] }),
  "cloudformation, without properties": ["template.yaml", "Resources:\n  Web:\n    Type: AWS::ECR::Repository\n"],
  terraform: ["main.tf", 'resource "aws_ecr_repository" "web" {\n  name = "shop/web"\n}\n'],
  "terraform, as JSON": terraformJson("aws_ecr_repository", { name: "shop/web" }),
};
it.each(Object.entries(bare))("writes what is missing, with all that it stands in: %s", (_, [path, text]) => {
  const source = new Source(path, text);
  const [repository] = read(source).facts.repository;
  expect(repository?.scanOnPush.unset).toBe(true);
  const after = applyEdits(source, repository?.scanOnPush.set(true) ?? []);
  expect(after.text).not.toBe(text);
  expect(read(after).facts.repository[0]?.scanOnPush.value).toBe(true);
});

it("follows what resources of one file refer to", () => {
  const terraform = `
resource "aws_ecs_cluster" "shop" {
  name = "shop"
}
resource "aws_security_group" "web" {
  name = "web"
}
resource "aws_security_group_rule" "web" {
  type              = "ingress"
  security_group_id = aws_security_group.web.id
  protocol          = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_blocks       = ["0.0.0.0/0"]
}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ name = "web", image = "web:1.4" }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.shop.id
  task_definition = "\${aws_ecs_task_definition.web.family}:\${aws_ecs_task_definition.web.revision}"
  launch_type     = "EC2"
  network_configuration {
    subnets         = var.subnets
    security_groups = [aws_security_group.web.id]
  }
}
`;
  const cloudformation = `
Resources:
  Shop:
    Type: AWS::ECS::Cluster
  WebGroup:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: web, VpcId: !Ref Vpc }
  WebIn:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !GetAtt WebGroup.GroupId, IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0 }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      ContainerDefinitions: [{ Name: web, Image: "web:1.4" }]
  Web:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Shop
      TaskDefinition: !Ref Task
      LaunchType: EC2
      NetworkConfiguration:
        AwsvpcConfiguration: { Subnets: !Ref Subnets, SecurityGroups: [!GetAtt WebGroup.GroupId] }
`;
  for (const file of [
    ["main.tf", terraform],
    ["template.yaml", cloudformation],
  ] satisfies readonly File[]) {
    const [service] = read(new Source(...file)).facts.service;
    expect(service?.cluster.target).toBeDefined();
    expect(service?.taskDefinition.target?.containers[0]?.address).toBe("web");
    expect(service?.taskDefinition.target?.launchTypes.items.map((t) => t.value)).toEqual(["EC2"]);
    const [group] = service?.securityGroups ?? [];
    expect(group?.target?.ingress[0]?.cidrs[0]?.value).toBe("0.0.0.0/0");
    expect([...(group?.target?.users ?? [])]).toEqual(["service"]);
  }
});

const keeping: Readonly<Record<string, File>> = {
  cloudformation: ["template.yaml", "Resources:\n  Web:\n    Type: AWS::ECR::Repository\n"],
  "cloudformation, as JSON": template("AWS::ECR::Repository", { RepositoryName: "shop/web" }),
  terraform: ["main.tf", 'resource "aws_ecr_repository" "web" {\n  name = "shop/web"\n}\n\nresource "aws_ecr_repository" "job" {}\n'],
  "terraform, with other line endings": ["main.tf", 'resource "aws_ecr_repository" "web" {\r\n  name = "shop/web"\r\n}'],
};
it.each(Object.entries(keeping))("writes a lifecycle policy where its host has it: %s", (_, [path, text]) => {
  const source = new Source(path, text);
  const rules = [
    { description: "Old ones", tagStatus: "untagged", countType: "sinceImagePushed", countNumber: 14 },
    { description: "Too many", tagStatus: "any", countType: "imageCountMoreThan", countNumber: 100 },
  ] as const;
  const after = applyEdits(source, read(source).facts.repository[0]?.keep(rules) ?? []);
  if (text.includes("\r\n")) expect(after.text.replaceAll("\r\n", "")).not.toContain("\n");
  const { facts, broken } = read(after);
  const policy = facts.repository[0]?.lifecycle;
  expect(broken).toBe(false);
  expect(
    typeof policy === "object" && policy.rules.map((r) => [r.priority, r.tagStatus, r.countType, r.countNumber, r.action].map((f) => f.value)),
  ).toEqual([
    ["1", "untagged", "sinceImagePushed", "14", "expire"],
    ["2", "any", "imageCountMoreThan", "100", "expire"],
  ]);
  expect(facts.repository.slice(1).map((r) => r.lifecycle)).toEqual(facts.repository.slice(1).map(() => undefined));
});

const silent: Readonly<Record<string, File>> = {
  api: json({ name: "shop", roleArn: "arn:aws:iam::111122223333:role/eks", resourcesVpcConfig: {} }),
  cloudformation: template("AWS::EKS::Cluster", { Name: "shop" }),
  "cloudformation, with an empty list": template("AWS::EKS::Cluster", { Name: "shop", Logging: { ClusterLogging: { EnabledTypes: [] } } }),
  terraform: ["main.tf", 'resource "aws_eks_cluster" "shop" {\n  name = "shop"\n}\n'],
  "terraform, as JSON": terraformJson("aws_eks_cluster", { name: "shop" }),
  "terraform, a module": ["main.tf", 'module "eks" {\n  source = "terraform-aws-modules/eks/aws"\n  version = "21.0.0"\n  name = "shop"\n}\n'],
  eksctl: ["cluster.yaml", "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata:\n  name: shop\n"],
};
it.each(Object.entries(silent))("writes all items of a list at once, where there is none: %s", (_, [path, text]) => {
  const source = new Source(path, text);
  const [cluster] = read(source).facts.eksCluster;
  const types = ["api", "audit", "authenticator"];
  const after = read(applyEdits(source, cluster?.logTypes.replace(types) ?? []));
  expect(after.broken).toBe(false);
  expect(after.facts.eksCluster[0]?.logTypes.items.map((t) => t.value)).toEqual(types);
});

const printed: Readonly<Record<string, readonly [file: File, of: (facts: Facts) => unknown, expected: unknown]>> = {
  "a launch template": [
    json({
      LaunchTemplateName: "hosts",
      LaunchTemplateData: {
        MetadataOptions: { HttpTokens: "optional" },
        UserData: "ZWNobyBFQ1NfQ0xVU1RFUj1zaG9wID4+IC9ldGMvZWNzL2Vjcy5jb25maWc=",
        BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { Encrypted: false } }],
      },
    }),
    (f) => f.instance.map((i) => [i.agent, i.httpTokens.value, i.userData.value, i.volumes[0]?.encrypted.value]),
    [["ecs", "optional", "echo ECS_CLUSTER=shop >> /etc/ecs/ecs.config", false]],
  ],
  "security groups": [
    json({
      SecurityGroups: [
        {
          GroupId: "sg-1",
          IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "0.0.0.0/0" }], Ipv6Ranges: [{ CidrIpv6: "::/0" }] }],
          IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
        },
      ],
    }),
    (f) =>
      f.securityGroup.map((g) =>
        [g.ingress, g.egress].map((all) => all.map((o) => [o.protocol.value, o.fromPort.value, o.cidrs.map((c) => c.value)])),
      ),
    [[[["tcp", "22", ["0.0.0.0/0", "::/0"]]], [["-1", undefined, ["10.0.0.0/8"]]]]],
  ],
  "groups of logs": [
    json({ logGroups: [{ logGroupName: "/ecs/shop", creationTime: 1, storedBytes: 2, retentionInDays: 30 }] }),
    (f) => f.logGroup.map((g) => [g.name.value, g.retention.value, g.key.state]),
    [["/ecs/shop", 30, "unset"]],
  ],
  "file systems": [
    json({ FileSystems: [{ FileSystemId: "fs-1", PerformanceMode: "generalPurpose", Encrypted: false }] }),
    (f) => f.fileSystem.map((s) => [s.address, s.encrypted.value]),
    [["fs-1", false]],
  ],
  "a lifecycle policy of a repository": [
    json({
      repositoryName: "shop/web",
      lifecyclePolicyText: JSON.stringify({ rules: [{ rulePriority: 1, selection: { tagStatus: "any" }, action: { type: "expire" } }] }),
    }),
    (f) => f.lifecyclePolicy.map((p) => p.rules.map((r) => [r.priority.value, r.tagStatus.value])),
    [[["1", "any"]]],
  ],
};
it.each(Object.entries(printed))("reads what the AWS command line takes or prints: %s", (_, [[path, text], of, expected]) => {
  expect(of(read(new Source(path, text)).facts)).toEqual(expected);
});

it.each([
  ["what opens a group, or closes it", { GroupId: "sg-1", IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] }],
  ["what makes a group of logs", { logGroupName: "/ecs/shop" }],
])("leaves alone what says too little: %s", (_, input) => {
  expect(read(new Source("it.json", JSON.stringify(input))).host).toBeUndefined();
});

it.each<readonly [what: string, path: string, text: string]>([
  [
    "a rule of EventBridge",
    "template.yaml",
    "Resources:\n  It:\n    Type: AWS::Events::Rule\n    Properties:\n      Targets:\n        - { Id: log, Arn: !GetAtt Log.Arn }\n        - Id: it\n          EcsParameters: { TaskDefinitionArn: shop, PlatformVersion: 1.3.0, EnableExecuteCommand: true, NetworkConfiguration: { AwsVpcConfiguration: { AssignPublicIp: ENABLED } } }\n",
  ],
  [
    "a schedule",
    "template.yaml",
    "Resources:\n  It:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      Target:\n        EcsParameters: { TaskDefinitionArn: shop, PlatformVersion: 1.3.0, EnableExecuteCommand: true, NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: ENABLED } } }\n",
  ],
  [
    "a target of Terraform's",
    "main.tf",
    'resource "aws_cloudwatch_event_target" "it" {\n  ecs_target {\n    task_definition_arn    = "shop"\n    platform_version       = "1.3.0"\n    enable_execute_command = true\n\n    network_configuration {\n      assign_public_ip = true\n    }\n  }\n}\n',
  ],
  [
    "a schedule of Terraform's",
    "main.tf",
    'resource "aws_scheduler_schedule" "it" {\n  target {\n    ecs_parameters {\n      task_definition_arn    = "shop"\n      platform_version       = "1.3.0"\n      enable_execute_command = true\n\n      network_configuration {\n        assign_public_ip = true\n      }\n    }\n  }\n}\n',
  ],
  [
    "run-task",
    "it.json",
    JSON.stringify({
      taskDefinition: "shop",
      platformVersion: "1.3.0",
      enableExecuteCommand: true,
      networkConfiguration: { awsvpcConfiguration: { assignPublicIp: "ENABLED" } },
    }),
  ],
])("%s starts a task, and is written to", (_, path, text) => {
  const shown = (source: Source): unknown =>
    read(source).facts.service.map((s) => [s.once, s.taskDefinition.name.value, s.platformVersion.value, s.exec.value, s.assignsPublicIp.value]);
  const source = new Source(path, text);
  expect(shown(source)).toEqual([[true, "shop", "1.3.0", true, true]]);
  const [run] = read(source).facts.service;
  const edits = [run?.platformVersion.set("LATEST"), run?.exec.set(false), run?.assignsPublicIp.set(false)].flatMap((e) => e ?? []);
  expect(shown(applyEdits(source, edits))).toEqual([[true, "shop", "LATEST", false, false]]);
});
