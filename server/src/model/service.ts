import type { Cluster } from "./cluster.ts";
import type { Workload } from "./container.ts";
import type { Field, List } from "./field.ts";
import type { Link } from "./link.ts";
import type { Listener } from "./listener.ts";
import type { Resource } from "./resource.ts";
import type { Role } from "./role.ts";
import type { SecurityGroup } from "./security-group.ts";

/** An ECS service: keeps tasks running, and decides where and in which network. So does what starts one that no service keeps running. */
export interface Service extends Resource {
  /** Does it start a task once? */
  readonly once: boolean;
  readonly name: Field<string>;
  readonly cluster: Link<Cluster>;
  readonly taskDefinition: Link<Workload>;
  /** What the code of its tasks has, where the same file shows both. */
  readonly taskRole: Role | undefined;
  /** FARGATE, EC2, EXTERNAL; unset where capacity providers decide. */
  readonly launchType: Field<string>;
  /** Names of the capacity providers of its own strategy. */
  readonly capacityProviders: List<Field<string>, string>;
  /** "LATEST" unless the host says otherwise. Only Fargate has it. */
  readonly platformVersion: Field<string>;
  /** REPLICA, DAEMON. */
  readonly schedulingStrategy: Field<string>;
  /** Does it say anything of its network: subnets, groups? */
  readonly network: Field<boolean>;
  readonly assignsPublicIp: Field<boolean>;
  readonly securityGroups: readonly Link<SecurityGroup>[];
  /** Does a load balancer send it requests for certain? */
  readonly balanced: boolean;
  /** Does it name any? */
  readonly namesBalancers: Field<boolean>;
  /** With which ECS registers tasks with a load balancer, in place of its own. */
  readonly role: Field<string>;
  /** Seconds for which a load balancer's opinion of a new task does not count. */
  readonly gracePeriod: Field<number>;
  /** Where those go that it sends. */
  readonly destinations: readonly Destination[];
  /** The listeners of the same file that send it requests. */
  readonly entrances: readonly Entrance[];
  /** ECS Exec: a shell in a running container, through the API. */
  readonly exec: Field<boolean>;
  readonly circuitBreaker: Field<boolean>;
  /** Replaced by "rolling updates" where another controller deploys: CODE_DEPLOY, EXTERNAL. */
  readonly deploymentController: Field<string>;
  readonly propagatesTags: Field<string>;
  /** How many of its tasks a deployment leaves running, at least, and how many there may be: percent. */
  readonly minimumHealthy: Field<number>;
  readonly maximum: Field<number>;
  /** Does it say on which hosts its tasks are placed, and on which they must be? */
  readonly placementStrategy: Field<boolean>;
  readonly placementConstraints: Field<boolean>;
}

/** A port of one of its containers, to which a load balancer sends requests. */
export interface Destination {
  readonly container: Field<string>;
  readonly port: Field<number>;
  /** What the target group of the same file registers: "instance" unless it says otherwise, "ip"; unset where it is elsewhere. */
  readonly targetType: Field<string>;
  /** Where its health is asked: "traffic-port" unless the target group of the same file says otherwise; unset where it is elsewhere. */
  readonly healthPort: Field<string>;
}

/** A way in through a load balancer. */
export interface Entrance {
  readonly listener: Listener;
  /** The security groups of the load balancer, as far as the same file has them. */
  readonly guards: readonly SecurityGroup[];
}
