import type { Container, Workload } from "../../model/container.ts";
import { Field } from "../../model/field.ts";
import type { HealthCheck } from "../../model/health-check.ts";
import { type Facts, facts } from "../../model/subjects.ts";
import type { Place } from "../../text/source.ts";
import { absentNames, none, unknownLimits, unknownList, unknownNamespaces } from "../absent.ts";
import { type Column, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/** Where each resource that AWS runs an image for names it. */
const images: ReadonlyMap<string, Column<Field<string>>> = new Map([
  ["AWS::Lambda::Function", text("Code.ImageUri", { api: "Code.ImageUri", cloudformation: "Code.ImageUri", terraform: "image_uri" })],
  ["AWS::Serverless::Function", text("ImageUri", { cloudformation: "ImageUri" })],
  ["AWS::ECS::ExpressGatewayService", text("primaryContainer.image")],
  [
    "AWS::AppRunner::Service",
    text("sourceConfiguration.imageRepository.imageIdentifier", { api: "SourceConfiguration.ImageRepository.ImageIdentifier" }),
  ],
]);

/** The types of these. */
export const typesWithImages = [...images.keys()];

/**
 * What AWS runs of an image by itself: a function of Lambda, a service of App Runner, an Express service of ECS. But for the image nothing of the container can be said
 * in a file, or AWS sees to it; its variables are read as those of other resources are.
 */
export function imageFacts(resource: AwsResource): Facts {
  const image = images.get(resource.type)?.(resource);
  if (!image || image.unset) return facts();
  const { address, at } = resource;
  const name = Field.written(address, at);
  const containers: Container[] = [];
  const workload: Workload = {
    address,
    platform: "managed",
    kind: "",
    family: name,
    containers,
    namespaces: unknownNamespaces(at),
    sharesProcesses: Field.opaque(at),
    volumes: unknownList(at),
    limits: unknownLimits(at),
    sysctls: none(at),
    names: absentNames(at),
    operatingSystem: Field.unset<string>(at).or("LINUX"),
    architecture: Field.opaque(at),
    launchTypes: unknownList(at),
    taskRole: Field.opaque(at),
    executionRole: Field.opaque(at),
    starters: [],
    logGroups: [],
    services: [],
    namespace: Field.unset(at),
  };
  containers.push({ ...unsaid(at), address, workload, name, image });
  return facts({ workload: [workload], container: containers });
}

const unsaid = (at: Place): Omit<Container, "address" | "workload" | "name" | "image"> => ({
  user: Field.opaque(at),
  group: Field.opaque(at),
  moreGroups: unknownList(at),
  privileged: Field.opaque(at),
  readOnlyRoot: Field.opaque(at),
  security: {
    addedCapabilities: unknownList(at),
    droppedCapabilities: unknownList(at),
    privilegeEscalation: Field.opaque(at),
    seccomp: Field.opaque(at),
    appArmor: Field.opaque(at),
    seLinux: { disabled: Field.opaque(at), user: Field.opaque(at), role: Field.opaque(at), type: Field.opaque(at), level: Field.opaque(at) },
    masksProc: Field.opaque(at),
    hostProcess: Field.opaque(at),
    restrict: () => [],
  },
  namespaces: unknownNamespaces(at),
  mounts: unknownList(at),
  tmpfs: unknownList(at),
  devices: unknownList(at),
  ports: unknownList(at),
  names: absentNames(at),
  links: unknownList(at),
  sysctls: unknownList(at),
  ulimits: unknownList(at),
  limits: unknownLimits(at),
  sharedMemory: Field.opaque(at),
  environment: unknownList(at),
  secrets: unknownList(at),
  environmentFiles: unknownList(at),
  entryPoint: unknownList(at),
  command: unknownList(at),
  workingDirectory: Field.opaque(at),
  logging: { driver: Field.opaque(at), options: unknownList(at), secrets: unknownList(at) },
  healthCheck: unknownCheck(at),
  readiness: unknownCheck(at),
  startup: unknownCheck(at),
  dependsOn: unknownList(at),
  essential: Field.opaque(at),
  restarts: Field.opaque(at),
  init: Field.opaque(at),
  stdin: Field.opaque(at),
  tty: Field.opaque(at),
  pullCredentials: Field.opaque(at),
  pullPolicy: Field.opaque(at),
});

const unknownCheck = (at: Place): HealthCheck => ({
  state: "opaque",
  command: unknownList(at),
  network: false,
  interval: Field.opaque(at),
  timeout: Field.opaque(at),
  retries: Field.opaque(at),
  startPeriod: Field.opaque(at),
  disabled: Field.opaque(at),
});
