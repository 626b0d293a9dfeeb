import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, type Report, rule } from "../../kit/rule.ts";
import type { Field } from "../../model/field.ts";

export default rule({
  name: "invalid-port",
  on: "stage",
  title: "EXPOSE names a port that cannot be",
  severity: "error",
  risk: "image",
  why: `Ports are numbers from 1 to 65535, with \`/tcp\`, \`/udp\` or \`/sctp\` behind them; anything else fails the build. \`EXPOSE\` says what listens inside the container: the port of the host
(\`8080:80\`) is the deployment's to say, and is silently left out here.

The fix leaves the container's port alone in the latter case, which is what the build makes of it anyway.`,
  refs: ["NIST SP 800-190 4.1.2", "https://docs.docker.com/reference/build-checks/expose-invalid-format/"],
  equivalents: [
    { tool: "hadolint", id: "DL3011" },
    { tool: "trivy", id: "DS-0008" },
    { tool: "buildkit", id: "ExposeInvalidFormat" },
  ],

  *check({ instructions }) {
    for (const { keyword, words } of instructions) if (keyword === "EXPOSE") for (const word of words) yield* judge(word);
  },

  examples: [
    bad(dockerfile`
      FROM nginx:1.29
      EXPOSE 80 «80800» «http»
    `),
    bad(dockerfile`
      FROM nginx:1.29
      EXPOSE «8080:80/tcp»
    `)
      .to(dockerfile`
        FROM nginx:1.29
        EXPOSE 80/tcp
      `)
      .because("A warning: the host's port has no meaning here."),
    bad(dockerfile`
      FROM nginx:1.29
      EXPOSE «9000-8000» 53/udp
    `).because("A range goes upwards."),

    good(dockerfile`
      FROM nginx:1.29
      EXPOSE 80 443/tcp 53/UDP 7000-8000 5000/sctp
    `).because("Numbers, protocols and a range."),
    good(dockerfile`
      FROM nginx:1.29
      EXPOSE \ 8000
    `).because("A backslash that nothing follows leaves no word behind."),
    good(dockerfile`
      FROM nginx:1.29
      ARG PORT
      EXPOSE $PORT \${PORT}/tcp
    `).because("Known to the build only."),
  ],
});

function* judge(word: Field<string>): Iterable<Report> {
  const text = word.value;
  // A backslash that nothing follows leaves no word behind.
  if (text === undefined || text.trim() === "") return;
  const [, host, ports = "", protocol = ""] = /^(?:(.*):)?([^:/]*)(\/[a-z]+)?$/i.exec(text) ?? [];
  const numbers = ports.split("-");
  const [from = 0, to = from] = numbers.map((n) => (/^\d{1,9}$/.test(n) ? Number(n) : -1));
  const valid = numbers.length <= 2 && from > 0 && to >= from && to <= 65_535 && /^(?:\/(?:tcp|udp|sctp))?$/i.test(protocol);
  if (!valid) yield { at: word.at, message: `${text} is no port: the build fails.` };
  else if (host !== undefined)
    yield {
      at: word.at,
      severity: "warning",
      message: `EXPOSE knows the container's port alone; the host's in ${text} has no effect.`,
      fixes: fix(`Expose ${ports}${protocol}`, "safe", word.set(ports + protocol)),
    };
}
