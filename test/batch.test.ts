import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";

const container = {
  image: "web:1",
  privileged: true,
  user: "root",
  readonlyRootFilesystem: false,
  jobRoleArn: "arn:job",
  executionRoleArn: "arn:execution",
  environment: [{ name: "STAGE", value: "prod" }],
  secrets: [{ name: "TOKEN", valueFrom: "arn:secret" }],
  volumes: [{ name: "root", host: { sourcePath: "/" } }],
  mountPoints: [{ sourceVolume: "root", containerPath: "/host" }],
};
const pascal = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(pascal)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(v)]))
      : value;

const job = { jobDefinitionName: "nightly", type: "container", platformCapabilities: ["EC2"], containerProperties: container };
const template = (properties: unknown): string =>
  JSON.stringify({ Resources: { Job: { Type: "AWS::Batch::JobDefinition", Properties: pascal(properties) } } }, undefined, 2);
const terraform = (more: string): string => `resource "aws_batch_job_definition" "job" {\n  name = "nightly"\n  type = "container"\n${more}\n}\n`;
const files: readonly (readonly [path: string, text: string])[] = [
  ["job.json", JSON.stringify(job, undefined, 2)],
  ["job.yaml", JSON.stringify(job, undefined, 2)],
  ["jobs.json", JSON.stringify({ jobDefinitions: [job] }, undefined, 2)],
  ["template.json", template(job)],
  ["main.tf", terraform(`  platform_capabilities = ["EC2"]\n  container_properties = jsonencode(${JSON.stringify(container)})`)],
  ["heredoc.tf", terraform(`  container_properties = <<-JSON\n    ${JSON.stringify(container)}\n  JSON`)],
  [
    "nodes.json",
    JSON.stringify({ ...job, containerProperties: undefined, nodeProperties: { nodeRangeProperties: [{ targetNodes: "0:", container }] } }),
  ],
  ["nodes.tf", terraform(`  node_properties = jsonencode(${JSON.stringify({ nodeRangeProperties: [{ targetNodes: "0:", container }] })})`)],
];

describe("a job definition of AWS Batch", () => {
  it.each(files)("is read and changed in %s", (path, text) => {
    const source = new Source(path, text);
    const { facts, broken } = read(source);
    expect(broken).toBe(false);
    const [it, ...others] = facts.container;
    expect(others).toEqual([]);
    expect([it?.image, it?.privileged, it?.user, it?.readOnlyRoot].map((f) => f?.value)).toEqual(["web:1", true, "root", false]);
    expect(it?.name.value).toBe("nightly");
    expect(it?.workload.taskRole.value).toBe("arn:job");
    expect(it?.workload.executionRole.value).toBe("arn:execution");
    expect(it?.workload.launchTypes.items.map((t) => t.value)).toEqual(["EC2"]);
    expect(it?.secrets.items.map((s) => s.from.value)).toEqual(["arn:secret"]);
    expect(it?.mounts.items).toHaveLength(1);
    expect(facts.workload[0]?.containers).toEqual([it]);
    const after = read(applyEdits(source, it?.privileged.set(false) ?? [])).facts.container;
    expect(after.map((c) => c.privileged.value)).toEqual([false]);
  });

  it("may have the containers of a task", () => {
    const ecs = {
      taskProperties: [
        {
          taskRoleArn: "arn:task",
          containers: [
            { name: "a", image: "a:1" },
            { name: "b", image: "b:1" },
          ],
        },
      ],
    };
    const text = JSON.stringify({ jobDefinitionName: "nightly", type: "container", ecsProperties: ecs });
    const { facts } = read(new Source("job.json", text));
    expect(facts.container.map((c) => [c.name.value, c.workload.taskRole.value])).toEqual([
      ["a", "arn:task"],
      ["b", "arn:task"],
    ]);
  });

  it("needs properties of its own", () => {
    expect(read(new Source("job.json", '{ "jobDefinitionName": "nightly", "containerOverrides": {} }')).host).toBeUndefined();
  });
});

describe("a job on EKS", () => {
  const pod = {
    serviceAccountName: "jobs",
    containers: [
      {
        image: "shop/job:latest",
        command: ["run"],
        env: [{ name: "STAGE", value: "prod" }],
        resources: { limits: { cpu: "1", memory: "512Mi" } },
        securityContext: { privileged: true, runAsUser: 0 },
        volumeMounts: [{ name: "host", mountPath: "/host" }],
      },
    ],
    volumes: [{ name: "host", hostPath: { path: "/" } }],
  };
  const pascal = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(pascal)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(v)]))
        : value;
  const api = JSON.stringify({ jobDefinitionName: "nightly", type: "container", eksProperties: { podProperties: pod } }, null, 2);
  const template = JSON.stringify(
    {
      Resources: {
        Job: { Type: "AWS::Batch::JobDefinition", Properties: pascal({ jobDefinitionName: "nightly", eksProperties: { podProperties: pod } }) },
      },
    },
    null,
    2,
  );

  it.each([
    ["api", "job.json", api, '"privileged": false'],
    ["cloudformation", "template.json", template, '"Privileged": false'],
  ])("is a pod, in %s", (_, path, text, changed) => {
    const source = new Source(path, text);
    const { workload, container, pod: pods } = read(source).facts;
    const [job] = workload;
    const [c] = container;
    expect([job?.address, job?.kind, job?.containers.length, pods.length]).toEqual(["nightly", "Job", 1, 0]);
    expect([c?.image.value, c?.privileged.value, c?.user.value, c?.limits.memory.value]).toEqual(["shop/job:latest", true, "0", 512]);
    expect(c?.mounts.items.map((m) => [m.path.value, m.volume?.hostPath.value])).toEqual([["/host", "/"]]);
    expect([c?.namespaces.network.opaque, c?.security.droppedCapabilities.state]).toEqual([true, "opaque"]);
    expect(applyEdits(source, c?.privileged.set(false) ?? []).text).toContain(changed);
    expect(applyEdits(source, c?.readOnlyRoot.set(true) ?? []).text.toLowerCase()).toContain('"readonlyrootfilesystem": true');
  });

  const block = `resource "aws_batch_job_definition" "nightly" {
  name = "nightly"
  type = "container"
  eks_properties {
    pod_properties {
      containers {
        name  = "main"
        image = "shop/job:latest"
        env {
          name  = "STAGE"
          value = "test"
        }
        resources {
          limits = { cpu = "1", memory = "512Mi" }
        }
        security_context {
          privileged  = true
          run_as_user = 0
        }
        volume_mounts {
          name       = "root"
          mount_path = "/host"
        }
      }
      containers {
        name  = "side"
        image = "shop/side:1"
      }
      volumes {
        name = "root"
        host_path {
          path = "/"
        }
      }
    }
  }
}
`;
  it("is a pod in blocks of Terraform, too, and is written in its words", () => {
    const source = new Source("main.tf", block);
    const { workload, container, pod: pods } = read(source).facts;
    const [job] = workload;
    const [c, side] = container;
    expect([job?.address, job?.kind, job?.containers.length, pods.length]).toEqual(["nightly", "Job", 2, 0]);
    expect([c?.image.value, c?.privileged.value, c?.user.value, c?.limits.memory.value]).toEqual(["shop/job:latest", true, "0", 512]);
    expect(c?.environment.items.map((v) => [v.name.value, v.value.value])).toEqual([["STAGE", "test"]]);
    expect(c?.mounts.items.map((m) => [m.path.value, m.volume?.hostPath.value])).toEqual([["/host", "/"]]);
    expect([c?.namespaces.network.opaque, c?.security.droppedCapabilities.state]).toEqual([true, "opaque"]);
    expect(applyEdits(source, c?.privileged.set(false) ?? []).text).toContain("privileged  = false");
    expect(applyEdits(source, c?.readOnlyRoot.set(true) ?? []).text).toContain("read_only_root_file_system = true");
    const after = read(applyEdits(source, side?.readOnlyRoot.set(true) ?? []));
    expect([after.broken, after.facts.container[1]?.readOnlyRoot.value]).toEqual([false, true]);
    // The provider has no word for it.
    expect(side?.security.privilegeEscalation.set(false)).toEqual([]);
  });
});
