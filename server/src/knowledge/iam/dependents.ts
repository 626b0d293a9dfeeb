/** An action that is refused, or of no use, without others. */
export interface Dependent {
  readonly action: string;
  /** All of these are needed. */
  readonly needs: readonly string[];
  /** What the role is for that has to be passed: `eks.amazonaws.com`; undefined where none is. */
  readonly passesTo?: string;
  /** What does not work, as the end of a sentence. */
  readonly else: string;
}

const passing = (service: string, ...actions: readonly string[]): readonly Dependent[] =>
  actions.map((action) => ({
    action,
    needs: ["iam:PassRole"],
    passesTo: `${service}.amazonaws.com`,
    else: "AWS refuses the call, which names a role",
  }));

const pushed = "no image can be pushed";
const pulled = "no image can be pulled";

/**
 * Only what holds whatever the call is about: a role that the call must name has to be passed, and the steps of a push and a pull belong
 * together. What is needed for some calls only (a tag, a key of KMS, a service-linked role that may be there already) is left out.
 * Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/ ("dependent actions", and the calls' required parameters),
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html,
 * https://docs.aws.amazon.com/AmazonECR/latest/public/public-repository-policies.html and
 * https://docs.aws.amazon.com/codeartifact/latest/ug/tokens-authentication.html.
 */
export const dependents: readonly Dependent[] = [
  { action: "ecr:GetDownloadUrlForLayer", needs: ["ecr:BatchGetImage", "ecr:GetAuthorizationToken"], else: pulled },
  {
    action: "ecr:InitiateLayerUpload",
    needs: ["ecr:BatchCheckLayerAvailability", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage", "ecr:GetAuthorizationToken"],
    else: pushed,
  },
  { action: "ecr-public:GetAuthorizationToken", needs: ["sts:GetServiceBearerToken"], else: "AWS gives no token" },
  {
    action: "ecr-public:InitiateLayerUpload",
    needs: [
      "ecr-public:BatchCheckLayerAvailability",
      "ecr-public:UploadLayerPart",
      "ecr-public:CompleteLayerUpload",
      "ecr-public:PutImage",
      "ecr-public:GetAuthorizationToken",
    ],
    else: pushed,
  },
  { action: "codeartifact:GetAuthorizationToken", needs: ["sts:GetServiceBearerToken"], else: "AWS gives no token" },
  ...passing("ecs", "ecs:CreateExpressGatewayService"),
  ...passing("eks", "eks:CreateCluster"),
  ...passing("ec2", "eks:CreateNodegroup"),
  ...passing("eks-fargate-pods", "eks:CreateFargateProfile"),
  ...passing("pods.eks", "eks:CreatePodIdentityAssociation"),
  ...passing("codebuild", "codebuild:CreateProject"),
  ...passing("codepipeline", "codepipeline:CreatePipeline"),
  ...passing("lambda", "lambda:CreateFunction"),
  ...passing("scheduler", "scheduler:CreateSchedule"),
  ...passing("states", "states:CreateStateMachine"),
];
