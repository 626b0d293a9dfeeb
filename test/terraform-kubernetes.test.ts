import { describe, expect, it } from "vitest";
import { read } from "../server/src/adapt/hosts.ts";
import { applyEdits, type Edit, Source } from "../server/src/text/source.ts";

const spec = `
      host_network = true
      host_pid     = true
      container {
        name  = "web"
        image = "web:1"
        env {
          name  = "STAGE"
          value = "prod"
        }
        env {
          name = "TOKEN"
          value_from {
            secret_key_ref {
              name = "web"
              key  = "token"
            }
          }
        }
        security_context {
          privileged                = true
          read_only_root_filesystem = true
          run_as_user               = "0"
          capabilities {
            drop = ["ALL"]
          }
        }
      }
      container {
        name  = "log"
        image = "log:1"
        dynamic "env" {
          for_each = var.more
          content {
            name  = env.key
            value = env.value
          }
        }
      }
      init_container {
        name  = "init"
        image = "init:1"
      }
      volume {
        name = "root"
        host_path {
          path = "/"
        }
      }
`;
const metadata = `metadata {\n    name = "shop"\n    labels = { some_label = "x" }\n  }\n`;
const deployment = `resource "kubernetes_deployment_v1" "shop" {\n  ${metadata}  spec {\n    selector {\n      match_labels = { app = "shop" }\n    }\n    template {\n      ${metadata}      spec {${spec}      }\n    }\n  }\n}\n`;
const pod = `resource "kubernetes_pod" "shop" {\n  ${metadata}  spec {${spec}  }\n}\n`;
const cron = `resource "kubernetes_cron_job_v1" "shop" {\n  ${metadata}  spec {\n    schedule = "@daily"\n    job_template {\n      ${metadata}      spec {\n        template {\n          ${metadata}          spec {${spec}            restart_policy = "Never"\n          }\n        }\n      }\n    }\n  }\n}\n`;

describe("resources of Kubernetes in Terraform", () => {
  it.each([
    ["Deployment", deployment],
    ["Pod", pod],
    ["CronJob", cron],
  ])("are read as a %s, and changed", (kind, text) => {
    const source = new Source("main.tf", text);
    const { facts, host } = read(source);
    expect(host).toBe("terraform");
    const [workload] = facts.workload;
    expect([workload?.kind, workload?.address, workload?.platform]).toEqual([kind, "shop", "kubernetes"]);
    expect([workload?.namespaces.network.value, workload?.namespaces.pid.value]).toEqual(["host", "host"]);
    expect(workload?.volumes.items).toHaveLength(1);
    const [init, web, log] = facts.container;
    expect([init?.name.value, init?.initial]).toEqual(["init", true]);
    expect([web?.image, web?.privileged, web?.readOnlyRoot, web?.user].map((f) => f?.value)).toEqual(["web:1", true, true, "0"]);
    expect(web?.environment.items.map((v) => v.name.value)).toEqual(["STAGE"]);
    expect(web?.secrets.items.map((v) => [v.from.value, v.key?.value])).toEqual([["web", "token"]]);
    expect(log?.environment.state).toBe("opaque");
    const unprivileged = applyEdits(source, web?.privileged.set(false) ?? []).text;
    expect(unprivileged).toBe(text.replace("privileged                = true", "privileged                = false"));
    const refusing = applyEdits(source, web?.refusesRoot?.set(true) ?? []).text;
    expect(refusing).toContain("run_as_non_root           = true");
    const written = applyEdits(source, log?.refusesRoot?.set(true) ?? []).text;
    const added = ["", "        security_context {", "          run_as_non_root = true", "        }", "      }", "      init_container {"].join("\n");
    expect(written).toContain(added);
    expect(read(new Source("main.tf", written)).facts.container.find((c) => c.name.is("log"))?.refusesRoot?.value).toBe(true);
  });

  it("get the blocks that they lack, and are what the API would be given", () => {
    const source = new Source("main.tf", pod);
    const added = (edits: readonly Edit[]): string =>
      edits
        .map((e) =>
          e.text
            .split("\n")
            .map((line) => line.trim())
            .join(" ")
            .trim(),
        )
        .join();
    const [, web, log] = read(source).facts.container;
    expect(added(log?.security.droppedCapabilities.add("ALL") ?? [])).toBe('security_context { capabilities { drop = ["ALL"] } }');
    expect(added(log?.limits.memory.set(256) ?? [])).toBe('resources { limits = { memory = "256Mi" } }');
    expect(added(web?.environment.add({ name: "A", value: "b" }) ?? [])).toBe('env { name  = "A" value = "b" }');
  });

  it("are read from a manifest", () => {
    const text = `resource "kubernetes_manifest" "shop" {\n  manifest = {\n    apiVersion = "v1"\n    kind = "Pod"\n    metadata = { name = "shop" }\n    spec = { containers = [{ name = "web", image = "web:1", securityContext = { privileged = true } }] }\n  }\n}\n`;
    const [web] = read(new Source("main.tf", text)).facts.container;
    expect([web?.privileged.value, web?.workload.family.value]).toEqual([true, "shop"]);
  });

  it.each([
    ["kubectl_manifest", (yaml: string) => `yaml_body = <<-YAML\n${yaml}  YAML`],
    ["kubernetes_manifest", (yaml: string) => `manifest = yamldecode(<<YAML\n${yaml}YAML\n  )`],
  ])("are read from the YAML of a %s, and written to there", (type, argument) => {
    const yaml = `    apiVersion: v1
    kind: Pod
    metadata: { name: shop }
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: "web:\${var.tag}"
          securityContext:
            privileged: true
            capabilities: { add: [NET_RAW, SYS_ADMIN] }
`;
    const text = `resource "${type}" "shop" {\n  ${argument(yaml)}\n}\n`;
    const source = new Source("main.tf", text);
    const reading = read(source);
    const [web] = reading.facts.container;
    expect([reading.broken, web?.image.parts, web?.privileged.value, web?.workload.family.value]).toEqual([false, ["web:", undefined], true, "shop"]);
    const after = (edits: readonly Edit[] | undefined): string => applyEdits(source, edits ?? []).text;
    expect(after(web?.privileged.set(false))).toBe(text.replace("privileged: true", "privileged: false"));
    expect(after(web?.readOnlyRoot.set(true))).toBe(
      text.replace("add: [NET_RAW, SYS_ADMIN] }\n", "add: [NET_RAW, SYS_ADMIN] }\n            readOnlyRootFilesystem: true\n"),
    );
    expect(after(web?.workload.namespaces.network.remove())).toBe(text.replace("      hostNetwork: true\n", ""));
    expect(after(web?.security.addedCapabilities.items[1]?.remove())).toBe(text.replace("NET_RAW, SYS_ADMIN", "NET_RAW"));
  });

  it("are not read from YAML whose lines come and go", () => {
    const yaml = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n%{ if var.x ~}\n    - { name: web, image: web }\n%{ endif ~}\n";
    expect(read(new Source("main.tf", `resource "kubectl_manifest" "shop" {\n  yaml_body = <<YAML\n${yaml}YAML\n}\n`)).facts.container).toEqual([]);
  });

  it("are read from what yamlencode is given", () => {
    const pod = `{ apiVersion = "v1", kind = "Pod", metadata = { name = "shop" }, spec = { containers = [{ name = "web", image = "web:1" }] } }`;
    const [web] = read(new Source("main.tf", `resource "kubectl_manifest" "shop" {\n  yaml_body = yamlencode(${pod})\n}\n`)).facts.container;
    expect(web?.image.value).toBe("web:1");
  });
});
