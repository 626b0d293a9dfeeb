/** What runs containers, as launch types name it. */
export type HostKind = "FARGATE" | "MANAGED_INSTANCES" | "EC2" | "EXTERNAL";

/** Titles as AWS writes them, with what EKS has of the same kind. */
export const hostKinds: Readonly<Record<HostKind, string>> = {
  FARGATE: "Fargate",
  MANAGED_INSTANCES: "ECS Managed Instances, EKS Auto Mode",
  EC2: "EC2 instances, EKS node groups",
  EXTERNAL: "external instances",
};

export interface Duty {
  readonly what: string;
  /** Who does it, or how it is there. */
  readonly on: Readonly<Record<HostKind, string>>;
}

const everywhere = (text: string): Duty["on"] => ({ FARGATE: text, MANAGED_INSTANCES: text, EC2: text, EXTERNAL: text });

/** Who is responsible for what, by where containers run. From the pages below (the lifetime as of 2026-11-28). */
export const duties: readonly Duty[] = [
  {
    what: "host: operating system, runtime, agent",
    on: {
      FARGATE: "AWS patches it and retires tasks for it",
      MANAGED_INSTANCES: "AWS patches and replaces instances, those of ECS from their 14th day on, those of EKS by their 21st; nobody logs in",
      EC2: "you: images of hosts, their updates, who logs in, instance metadata",
      EXTERNAL: "you",
    },
  },
  {
    what: "kernel shared with other tasks",
    on: { FARGATE: "no, each task has its own", MANAGED_INSTANCES: "yes", EC2: "yes", EXTERNAL: "yes" },
  },
  {
    what: "privileged containers, host networks, host paths, devices",
    on: { FARGATE: "refused", MANAGED_INSTANCES: "possible", EC2: "possible", EXTERNAL: "possible" },
  },
  { what: "image, secrets, roles, network of the task", on: everywhere("you") },
  {
    what: "control plane (ECS; API server and etcd of EKS)",
    on: everywhere("AWS; who reaches it and with which rights is yours"),
  },
];

/** Where AWS says so, by its name for it. */
export const sources: Readonly<Record<string, string>> = {
  Fargate: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-shared-model.html",
  "Managed Instances": "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-shared-model-managed-instances.html",
  "their lifetime": "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/migrate-fargate-to-managed-instances.html",
  EKS: "https://docs.aws.amazon.com/eks/latest/userguide/security.html",
  "Auto Mode": "https://docs.aws.amazon.com/eks/latest/userguide/automode-learn-instances.html",
};
