/**
 * Sets of actions that are enough to get at rights that one was not given. None holds another; all actions of a set are needed.
 * Sources: pathfinding.cloud (https://pathfinding.cloud/paths), "AWS IAM Privilege Escalation – Methods and Mitigation"
 * (https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/), and the checks of Prowler and Cloudsplaining.
 */

/** On every identity or policy, one of these gives every right there is in the account, or those of anybody else. */
export const selfHelp: readonly string[] = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  "sso:AttachManagedPolicyToPermissionSet",
  "sso:PutInlinePolicyToPermissionSet",
];

/** With iam:PassRole on every role, each of these runs what its caller likes with the role that its caller likes. */
export interface NewWork {
  readonly actions: readonly string[];
  /** Whom the role is passed to. */
  readonly service: string;
}
const to = (service: string, ...sets: readonly (readonly string[])[]): readonly NewWork[] =>
  sets.map((actions) => ({ actions, service: `${service}.amazonaws.com` }));
export const newWork: readonly NewWork[] = [
  ...to("ecs-tasks", ["ecs:RunTask"], ["ecs:StartTask"], ["ecs:RegisterTaskDefinition", "ecs:CreateService"]),
  ...to("tasks.apprunner", ["apprunner:CreateService"]),
  ...to("ec2", ["ec2:RunInstances"], ["ec2:RequestSpotInstances"]),
  ...to(
    "ec2",
    ["autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"],
    ["autoscaling:CreateLaunchConfiguration", "autoscaling:UpdateAutoScalingGroup"],
  ),
  ...to(
    "lambda",
    ["lambda:CreateFunction", "lambda:InvokeFunction"],
    ["lambda:CreateFunction", "lambda:AddPermission"],
    ["lambda:CreateFunction", "lambda:CreateEventSourceMapping"],
  ),
  ...to(
    "cloudformation",
    ["cloudformation:CreateStack"],
    ["cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"],
    ["cloudformation:UpdateStackSet"],
  ),
  ...to("codebuild", ["codebuild:CreateProject", "codebuild:StartBuild"], ["codebuild:CreateProject", "codebuild:StartBuildBatch"]),
  ...to("codestar", ["codestar:CreateProject"]),
  ...to("batch", ["batch:RegisterJobDefinition", "batch:SubmitJob"]),
  ...to(
    "bedrock-agentcore",
    ["bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"],
    ["bedrock-agentcore:CreateBrowser", "bedrock-agentcore:StartBrowserSession", "bedrock-agentcore:ConnectBrowserAutomationStream"],
    ["bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:InvokeAgentRuntimeCommand"],
  ),
  ...to("braket", ["braket:CreateJob"]),
  ...to("datapipeline", ["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"]),
  ...to("elasticmapreduce", ["elasticmapreduce:RunJobFlow"]),
  ...to("emr-serverless", ["emr-serverless:CreateApplication", "emr-serverless:StartJobRun"]),
  ...to("gamelift", ["gamelift:CreateBuild", "gamelift:RequestUploadCredentials", "gamelift:CreateFleet"]),
  ...to(
    "glue",
    ["glue:CreateDevEndpoint"],
    ["glue:CreateJob", "glue:StartJobRun"],
    ["glue:CreateJob", "glue:CreateTrigger"],
    ["glue:UpdateJob", "glue:StartJobRun"],
    ["glue:UpdateJob", "glue:CreateTrigger"],
    ["glue:CreateSession", "glue:RunStatement"],
  ),
  ...to("imagebuilder", [
    "imagebuilder:CreateComponent",
    "imagebuilder:CreateImageRecipe",
    "imagebuilder:CreateInfrastructureConfiguration",
    "imagebuilder:CreateImage",
  ]),
  ...to("kinesisanalytics", ["kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"]),
  ...to("omics", ["omics:CreateWorkflow", "omics:StartRun"]),
  ...to("sagemaker", ["sagemaker:CreateNotebookInstance"], ["sagemaker:CreateProcessingJob"], ["sagemaker:CreateTrainingJob"]),
  ...to("scheduler", ["scheduler:CreateSchedule"]),
  ...to("ssm", ["ssm:CreateDocument", "ssm:StartAutomationExecution"]),
  ...to("states", ["states:CreateStateMachine", "states:StartExecution"]),
  ...to("cognito-identity", ["cognito-identity:SetIdentityPoolRoles"]),
];

/** All of it is needed to push an image: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
export const imagePush: readonly string[] = ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"];

/** What already runs, or is there to be used, lends its rights. `how` follows "lets its holder". */
export interface Takeover {
  readonly actions: readonly string[];
  readonly how: string;
}
const by = (how: string, ...sets: readonly (readonly string[])[]): readonly Takeover[] => sets.map((actions) => ({ actions, how }));
export const takeovers: readonly Takeover[] = [
  ...by("run commands in any container", ["ecs:ExecuteCommand"]),
  ...by("run commands on any instance", ["ssm:SendCommand"], ["ssm:StartSession"]),
  ...by("log in to any instance", ["ec2-instance-connect:SendSSHPublicKey"]),
  ...by(
    "put code of its own on any instance",
    ["ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"],
    ["ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"],
    ["codedeploy:RegisterApplicationRevision", "codedeploy:CreateDeployment", "codedeploy:GetDeploymentConfig"],
  ),
  ...by("put code of its own into any function", ["lambda:UpdateFunctionCode"], ["lambda:UpdateFunctionConfiguration"]),
  ...by("put an image of its own into any service", ["apprunner:UpdateService"]),
  ...by("run jobs with the roles of any job definition", ["batch:SubmitJob"]),
  ...by("run code with the role of any project", ["codebuild:StartBuild"], ["codebuild:StartBuildBatch"]),
  ...by(
    "change any stack with that stack's role",
    ["cloudformation:UpdateStack"],
    ["cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"],
  ),
  ...by("run steps with the role of any state machine", ["states:UpdateStateMachine", "states:StartExecution"]),
  ...by("log in to any endpoint", ["glue:UpdateDevEndpoint"]),
  ...by(
    "act with the role of any notebook",
    ["sagemaker:CreatePresignedNotebookInstanceUrl"],
    [
      "sagemaker:CreateNotebookInstanceLifecycleConfig",
      "sagemaker:UpdateNotebookInstance",
      "sagemaker:StopNotebookInstance",
      "sagemaker:StartNotebookInstance",
    ],
  ),
  ...by(
    "run code with the role of any agent tool",
    ["bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"],
    ["bedrock-agentcore:StartBrowserSession", "bedrock-agentcore:ConnectBrowserAutomationStream"],
    ["bedrock-agentcore:InvokeAgentRuntimeCommand"],
  ),
  ...by("go back to any wider version of a policy", ["iam:SetDefaultPolicyVersion"]),
  ...by("take off any limit that a boundary sets", ["iam:DeleteUserPermissionsBoundary"], ["iam:DeleteRolePermissionsBoundary"]),
  ...by("put a wider boundary in the place of any", ["iam:PutUserPermissionsBoundary"], ["iam:PutRolePermissionsBoundary"]),
];
