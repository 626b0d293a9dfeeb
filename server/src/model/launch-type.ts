/** Where ECS runs a task, in its own words: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html. */
export type LaunchType = "FARGATE" | "EC2" | "MANAGED_INSTANCES" | "EXTERNAL";

/** What a configuration says for each. */
export const launchTypes = {
  fargate: "FARGATE",
  ec2: "EC2",
  "managed-instances": "MANAGED_INSTANCES",
  external: "EXTERNAL",
} as const satisfies Readonly<Record<string, LaunchType>>;
/** The words of a configuration. */
export const launchTypeNames = Object.keys(launchTypes) as readonly (keyof typeof launchTypes)[];
