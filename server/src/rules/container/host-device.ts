import { bad, cloudformation, compose, ecs, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";
import { isOnFargate, mayRunWindows, nameOf } from "../../model/container.ts";

/** Devices by which a container reads and writes the host's memory, disks and keyboards. */
const isRaw = (path: string): boolean =>
  /^\/dev(?:\/(?:mem|kmem|port|kcore|sd[a-z]\d*|xvd[a-z]\d*|nvme\w*|vd[a-z]\d*|dm-\d+|mapper\/.*|input\/.*|uinput)?)?$/.test(path);
/** Those that are made to be shared, and the means of graphics and video. */
const isCommon = (path: string): boolean => /^\/dev\/(?:null|zero|full|random|urandom|dri|nvidia|kfd|video|snd|neuron|net\/tun|fuse|shm)/.test(path);

export default rule({
  name: "host-device",
  on: "container",
  title: "Container has a device of its host",
  severity: "info",
  risk: "container",
  why: `A device is a way around all that keeps a container in: with a disk it reads every file of the host, with \`/dev/mem\` its memory. Those are errors; other devices are for information.

Silent for devices of graphics, video and sound, for \`/dev/net/tun\` and \`/dev/fuse\`, which are what such containers are for, for Windows, and for what Fargate refuses, which is a finding of its own.`,
  refs: ["NIST SP 800-190 4.4.3", "CWE-250", "CIS Docker 5.18", "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Device.html"],

  *check(container) {
    if (mayRunWindows(container) || isOnFargate(container.workload)) return;
    for (const { hostPath, remove } of container.devices.items) {
      if (!hostPath.is((path) => path.startsWith("/dev") && !isCommon(path))) continue;
      const isError = hostPath.is(isRaw);
      yield {
        at: hostPath.at,
        key: hostPath.value ?? "",
        ...(isError ? { severity: "error" } : {}),
        message: `Container "${nameOf(container)}" has "${hostPath.value}" of its host${isError ? ", and with it what its host keeps there" : ""}.`,
        fixes: fix(`Remove "${hostPath.value}"`, "unsafe", remove()),
      };
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "linuxParameters": { "devices": [
          { "hostPath": «"/dev/xvda1"», "containerPath": "/dev/xvda1" },
          { "hostPath": "/dev/fuse" }
        ] } }]
      }
    `).to(ecs`
      {
        "family": "shop",
        "containerDefinitions": [{ "name": "web", "image": "web:1.4", "linuxParameters": { "devices": [
          { "hostPath": "/dev/fuse" }
        ] } }]
      }
    `),
    bad(cloudformation`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: web
                Image: web:1.4
                LinuxParameters:
                  Devices:
                    - HostPath: «/dev/ttyUSB0»
    `),
    bad(compose`
      services:
        web:
          image: web:1.4
          devices:
            - «/dev/mem»:/dev/mem
            - /dev/dri:/dev/dri
    `).to(compose`
      services:
        web:
          image: web:1.4
          devices:
            - /dev/dri:/dev/dri
    `),
    good(compose`
      services:
        vpn: { image: vpn:2, devices: ["/dev/net/tun:/dev/net/tun", "\${DEVICE}:/dev/x", "vendor.example/gpu=all"] }
    `).because("The device of a VPN; one that the environment names; one by the name of its vendor."),
  ],
});
