import { isMap, type Json, type JsonMap, yaml } from "./rendered.ts";

/** Reads the keys of a map one by one, so that what nobody read is told. */
function reader(map: JsonMap): { readonly take: (key: string) => Json | undefined; readonly rest: () => readonly string[] } {
  const left = new Set(Object.keys(map));
  return {
    take(key) {
      left.delete(key);
      return map[key];
    },
    rest: () => [...left],
  };
}
const mapsIn = (value: Json | undefined): readonly JsonMap[] => (Array.isArray(value) ? value.filter(isMap) : []);
const textsIn = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === "string") : []);
const textOf = (value: Json | undefined): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const given = (map: { readonly [key: string]: Json | undefined }): JsonMap =>
  Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) => (value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [[key, value]])),
  );
const pairsIn = (value: Json | undefined, name = "name", said = "value"): JsonMap | undefined =>
  value === undefined ? undefined : Object.fromEntries(mapsIn(value).map((item) => [textOf(item[name]), item[said] ?? ""]));

/** What ECS alone has, and what bears on nothing here. */
const ofEcs = ["family", "requiresCompatibilities", "executionRoleArn", "taskRoleArn"];

/** The task as a Compose file; undefined where that has no word for a part of it. */
export function composeOf(task: JsonMap): string | undefined {
  const { take, rest } = reader(task);
  for (const key of ofEcs) take(key);
  if (textsIn(task["requiresCompatibilities"]).includes("FARGATE")) return undefined;
  const hostPaths = new Map(
    mapsIn(take("volumes")).map((v) => [
      textOf(v["name"]),
      isMap(v["host"]) ? textOf(v["host"]["sourcePath"]) : Object.keys(v).length > 1 ? undefined : "",
    ]),
  );
  if ([...hostPaths.values()].includes(undefined)) return undefined;
  const [network, pid, ipc] = [take("networkMode"), take("pidMode"), take("ipcMode")];
  if (network === "awsvpc" || pid === "task" || ipc === "task") return undefined;
  const services: Record<string, Json> = {};
  for (const container of mapsIn(take("containerDefinitions"))) {
    const own = reader(container);
    const linux = reader(isMap(container["linuxParameters"]) ? container["linuxParameters"] : {});
    own.take("linuxParameters");
    own.take("essential");
    const capabilities = linux.take("capabilities");
    const options = textsIn(own.take("dockerSecurityOptions")).map((option) =>
      option.replace(/^no-new-privileges$/, "no-new-privileges:true").replace(/^(apparmor|label|seccomp):/, "$1="),
    );
    const logging = own.take("logConfiguration");
    const name = textOf(own.take("name"));
    if (name in services) return undefined;
    services[name] = given({
      image: own.take("image"),
      user: own.take("user"),
      privileged: own.take("privileged"),
      read_only: own.take("readonlyRootFilesystem"),
      command: own.take("command"),
      entrypoint: own.take("entryPoint"),
      working_dir: own.take("workingDirectory"),
      environment: pairsIn(own.take("environment")),
      labels: own.take("dockerLabels"),
      cap_add: isMap(capabilities) ? capabilities["add"] : undefined,
      cap_drop: isMap(capabilities) ? capabilities["drop"] : undefined,
      init: linux.take("initProcessEnabled"),
      devices: mapsIn(linux.take("devices")).map((d) => `${textOf(d["hostPath"])}:${textOf(d["containerPath"] ?? d["hostPath"])}`),
      tmpfs: mapsIn(linux.take("tmpfs")).map(
        (t) => `${textOf(t["containerPath"])}:${[`size=${textOf(t["size"])}m`, ...textsIn(t["mountOptions"])].join(",")}`,
      ),
      security_opt: options,
      volumes: mapsIn(own.take("mountPoints")).map(
        (m) =>
          `${hostPaths.get(textOf(m["sourceVolume"])) || textOf(m["sourceVolume"])}:${textOf(m["containerPath"])}${m["readOnly"] === true ? ":ro" : ""}`,
      ),
      ports: mapsIn(own.take("portMappings")).map(
        (p) =>
          `${p["hostPort"] === undefined ? "" : `${textOf(p["hostPort"])}:`}${textOf(p["containerPort"])}${p["protocol"] === "udp" ? "/udp" : ""}`,
      ),
      sysctls: pairsIn(own.take("systemControls"), "namespace"),
      ulimits: Object.fromEntries(
        mapsIn(own.take("ulimits")).map((u) => [textOf(u["name"]), { soft: u["softLimit"] ?? 0, hard: u["hardLimit"] ?? 0 }]),
      ),
      extra_hosts: mapsIn(own.take("extraHosts")).map((h) => `${textOf(h["hostname"])}:${textOf(h["ipAddress"])}`),
      dns: own.take("dnsServers"),
      dns_search: own.take("dnsSearchDomains"),
      links: own.take("links"),
      stdin_open: own.take("interactive"),
      tty: own.take("pseudoTerminal"),
      logging: isMap(logging) ? given({ driver: logging["logDriver"], options: logging["options"] }) : undefined,
      mem_limit: inMegabytes(own.take("memory")),
      mem_reservation: inMegabytes(own.take("memoryReservation")),
      network_mode: network,
      pid,
      ipc,
    });
    if (own.rest().length + linux.rest().length > 0) return undefined;
  }
  const named = [...hostPaths].flatMap(([name, path]) => (path === "" ? [[name, {}] as const] : []));
  return rest().length > 0
    ? undefined
    : `${yaml(given({ name: task["family"], services, volumes: named.length > 0 ? Object.fromEntries(named) : undefined })).trimStart()}\n`;
}
const inMegabytes = (value: Json | undefined): string | undefined => (value === undefined ? undefined : `${textOf(value)}m`);

/** The task as a pod; undefined where that has no word for a part of it. */
export function podOf(task: JsonMap): string | undefined {
  const { take, rest } = reader(task);
  for (const key of ofEcs) take(key);
  if (textsIn(task["requiresCompatibilities"]).includes("FARGATE")) return undefined;
  const volumes = mapsIn(take("volumes")).map((v) =>
    isMap(v["host"])
      ? { name: v["name"] ?? "", hostPath: { path: v["host"]["sourcePath"] ?? "" } }
      : Object.keys(v).length > 1
        ? undefined
        : { name: v["name"] ?? "", emptyDir: {} },
  );
  const [network, pid, ipc] = [take("networkMode"), take("pidMode"), take("ipcMode")];
  if (
    volumes.includes(undefined) ||
    (network !== undefined && network !== "host") ||
    (pid !== undefined && pid !== "host") ||
    (ipc !== undefined && ipc !== "host")
  )
    return undefined;
  const containers: JsonMap[] = [];
  for (const container of mapsIn(take("containerDefinitions"))) {
    const own = reader(container);
    const linux = reader(isMap(container["linuxParameters"]) ? container["linuxParameters"] : {});
    own.take("linuxParameters");
    own.take("essential");
    const user = own.take("user");
    if (user !== undefined && !/^\d+$/.test(textOf(user))) return undefined;
    const options = textsIn(own.take("dockerSecurityOptions"));
    if (options.some((o) => o !== "no-new-privileges")) return undefined;
    const security = given({
      runAsUser: user === undefined ? undefined : Number(user),
      privileged: own.take("privileged"),
      readOnlyRootFilesystem: own.take("readonlyRootFilesystem"),
      capabilities: linux.take("capabilities"),
      allowPrivilegeEscalation: options.length > 0 ? false : undefined,
    });
    const memory = own.take("memory");
    containers.push(
      given({
        name: own.take("name"),
        image: own.take("image"),
        command: own.take("entryPoint"),
        args: own.take("command"),
        workingDir: own.take("workingDirectory"),
        env: own.take("environment"),
        securityContext: Object.keys(security).length > 0 ? security : undefined,
        resources: memory === undefined ? undefined : { limits: { memory: `${textOf(memory)}Mi` } },
        ports: mapsIn(own.take("portMappings")).map((p) =>
          given({ containerPort: p["containerPort"], hostPort: p["hostPort"], protocol: textOf(p["protocol"]).toUpperCase() || undefined }),
        ),
        volumeMounts: mapsIn(own.take("mountPoints")).map((m) =>
          given({ name: m["sourceVolume"], mountPath: m["containerPath"], readOnly: m["readOnly"] }),
        ),
        stdin: own.take("interactive"),
        tty: own.take("pseudoTerminal"),
      }),
    );
    if (own.rest().length + linux.rest().length > 0) return undefined;
  }
  if (rest().length > 0) return undefined;
  const spec = given({
    hostNetwork: network === undefined ? undefined : true,
    hostPID: pid === undefined ? undefined : true,
    hostIPC: ipc === undefined ? undefined : true,
    containers,
    volumes: volumes.filter((v) => v !== undefined),
  });
  return `${yaml({ apiVersion: "v1", kind: "Pod", metadata: { name: textOf(task["family"]) || "shop" }, spec }).trimStart()}\n`;
}
