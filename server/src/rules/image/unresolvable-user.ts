import { bad, dockerfile, good } from "../../kit/example.ts";
import { type Fix, fix, rule } from "../../kit/rule.ts";
import type { Stage } from "../../model/build.ts";
import { chain, earlier } from "../../model/chain.ts";
import type { Field } from "../../model/field.ts";
import { namedImage } from "../../model/image-name.ts";
import { madeBy } from "../../model/made-users.ts";
import { startWords } from "../../model/start.ts";

export default rule({
  name: "unresolvable-user",
  on: "stage",
  title: "A user is named that the image does not have",
  severity: "error",
  risk: "image",
  why: `A name is looked up in the image's own /etc/passwd and /etc/group. \`scratch\` has neither, and a distroless image has root, nobody and nonroot only: with another name in \`USER\` the
container does not start, with one in \`--chown\` the build fails. The usual way out, running as root after all, is the wrong one.

Nothing is reported where the stage runs a command, or copies something to /etc/passwd, to /etc or to the root of the file system, which may bring the file (the program that starts does not). Other bases are left alone: who knows
their users.

The fix writes numbers, which need no entry: those that an earlier stage gave to the user of that name, else 65532. What expects a home directory or the name of its user does not
find them; copy /etc/passwd and /etc/group from the stage that makes the user then.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-1188", "https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  equivalents: [{ tool: "tally", id: "named-identity-in-passwdless-stage" }],

  *check(stage) {
    const known = namesOf(stage);
    if (!known || chain(stage).some((s) => s.commands.length > 0 || s.instructions.some((i) => i.keyword === "RUN")) || bringsAccounts(stage)) return;
    const base = stage.image.value ?? "";
    let made: ReadonlyMap<string, string | undefined> | undefined;
    const uids = () =>
      (made ??= new Map(
        earlier(stage)
          .flatMap((s) => s.commands.flatMap(madeBy))
          .map((u) => [u.name, u.uid]),
      ));
    if (stage.final) {
      const name = missing(stage.user, known);
      if (name !== undefined)
        yield {
          at: stage.user.at,
          message: `${base} has no ${name}, so the container does not start.`,
          fixes: numbers(uids(), stage.user),
        };
    }
    for (const { keyword, flags } of stage.instructions) {
      if (keyword !== "COPY" && keyword !== "ADD") continue;
      for (const { name: flag, value } of flags) {
        const name = flag === "chown" ? missing(value, known) : undefined;
        if (name !== undefined) yield { at: value.at, message: `${base} has no ${name}, so the build fails.`, fixes: numbers(uids(), value) };
      }
    }
  },

  examples: [
    bad(dockerfile`
      FROM golang:1.24 AS build
      RUN CGO_ENABLED=0 go build -o /app . && useradd -u 10001 app
      FROM scratch
      COPY --from=build --chown=«app:app» /app /bin/app
      USER «app»
      ENTRYPOINT ["/bin/app"]
    `).to(dockerfile`
      FROM golang:1.24 AS build
      RUN CGO_ENABLED=0 go build -o /app . && useradd -u 10001 app
      FROM scratch
      COPY --from=build --chown=10001:10001 /app /bin/app
      USER app
      ENTRYPOINT ["/bin/app"]
    `),
    bad(dockerfile`
      FROM gcr.io/distroless/static-debian12
      COPY app /bin/app
      USER «www-data»
      ENTRYPOINT ["/bin/app"]
    `).to(dockerfile`
      FROM gcr.io/distroless/static-debian12
      COPY app /bin/app
      USER 65532:65532
      ENTRYPOINT ["/bin/app"]
    `),

    bad(dockerfile`
      FROM scratch
      COPY --from=build /src/server /
      USER «app»
      ENTRYPOINT ["/server"]
    `).because("What starts is a file, not a folder with accounts."),

    good(dockerfile`
      FROM gcr.io/distroless/base-debian12
      COPY --chown=nonroot:nonroot app /bin/app
      USER nonroot
    `).because("Distroless images have it."),
    good(dockerfile`
      FROM alpine:3.22 AS build
      RUN adduser -D app
      FROM scratch
      COPY --from=build /etc/passwd /etc/group /etc/
      COPY --from=build --chown=app /app /bin/app
      USER app
    `).because("The accounts are copied."),
    good(dockerfile`
      FROM scratch
      COPY --from=build /rootfs /
      USER app
    `).because("A file system of one's own may have it."),
    good(dockerfile`
      FROM scratch
      COPY --chown=1000:1000 app /bin/app
      USER 1000:0
    `).because("Numbers need no entry."),
    good(dockerfile`
      FROM scratch
      ADD rootfs.tar.gz /
      RUN adduser -D app
      USER app
    `).because("It makes the user."),
    good(dockerfile`
      FROM debian:12-slim
      USER app
    `).because("The base may have it."),
    good(dockerfile`
      ARG RUN_AS
      FROM scratch
      ARG RUN_AS
      COPY app /bin/app
      USER $RUN_AS
    `).because("Known to the build only."),
  ],
});

const none: ReadonlySet<string> = new Set(["root"]);
const distroless: ReadonlySet<string> = new Set(["root", "nobody", "nonroot", "tty", "staff"]);

/** The users and groups of a base that has few; undefined for all others. */
function namesOf(stage: Stage): ReadonlySet<string> | undefined {
  if (stage.image.is("scratch")) return none;
  return namedImage(stage.image)?.name.startsWith("gcr.io/distroless/") ? distroless : undefined;
}

/** The part of `user:group` that is a name the base lacks. Windows has its own names. */
function missing(identity: Field<string>, known: ReadonlySet<string>): string | undefined {
  if (identity.value === undefined || identity.value.includes("\\") || identity.is((v) => /^Container(?:User|Administrator)$/i.test(v)))
    return undefined;
  const parts = identity.value.split(":");
  const at = parts.findIndex((p) => p !== "" && !/^[0-9]+$/.test(p) && !known.has(p));
  return at < 0 ? undefined : `${at === 0 ? "user" : "group"} ${parts[at]}`;
}

/** Is a source a file by its name, or the program that starts, and so no folder with an /etc? */
const isFile = (source: Field<string>, starts: readonly string[]): boolean =>
  source.is((path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return name !== "" && name !== "." && name !== "*" && starts.some((word) => word === `/${name}` || word === `./${name}`);
  });

/** Does something that is copied land where it may bring accounts? */
function bringsAccounts(stage: Stage): boolean {
  const starts = startWords(stage);
  return chain(stage).some((s) => {
    let here = "/";
    return s.instructions.some(({ keyword, words }) => {
      const last = words.at(-1);
      if (keyword === "WORKDIR") here = last?.is((p) => p.startsWith("/")) ? (last.value ?? "/") : here;
      if ((keyword !== "COPY" && keyword !== "ADD") || !last) return false;
      const target = last.value;
      if (words.length > 1 && words.slice(0, -1).every((w) => isFile(w, starts))) return false;
      if (target === undefined) return true;
      const path = target.startsWith("/") ? target : target === "." || target === "./" ? here : `${here}/${target}`;
      return /^\/+(?:\.\/*|etc(?:\/(?:\.|passwd|group)?)?)?$/.test(path);
    });
  });
}

/** Numbers that an earlier stage, or nobody, gave to the user. */
function numbers(uids: ReadonlyMap<string, string | undefined>, identity: Field<string>): readonly Fix[] {
  const uid = uids.get(identity.value?.split(":", 1)[0] ?? "") ?? "65532";
  return fix(`Use the numbers ${uid}:${uid}`, "unsafe", identity.set(`${uid}:${uid}`));
}
