import { describe, expect, it } from "vitest";
import { readDockerfile } from "../server/src/adapt/dockerfile.ts";
import { defaultSettings } from "../server/src/engine/settings.ts";
import { fixesOf } from "../server/src/kit/rule.ts";
import { otherBase } from "../server/src/rewrite/other-base.ts";
import { twoStages } from "../server/src/rewrite/two-stages.ts";
import { rules } from "../server/src/rules/index.ts";
import { lexDockerfile } from "../server/src/syntax/dockerfile/lex.ts";
import { applyEdits, Source } from "../server/src/text/source.ts";
import { provedFixes } from "../server/src/workspace/fix-all.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";

const source = (text: string): Source => new Source("Dockerfile", text);
const rewritten = (text: string): string | undefined => {
  const before = source(text);
  const [fix] = readDockerfile(before).facts.stage.flatMap((stage) => twoStages(stage));
  return fix && applyEdits(before, fix.edits).text;
};

const rebased = (text: string): string | undefined => {
  const before = source(text);
  const [fix] = readDockerfile(before).facts.stage.flatMap((stage) => otherBase(stage));
  return fix && applyEdits(before, fix.edits).text;
};

const node = [
  ...["FROM node:22", "WORKDIR /app", "# the lock file first", "COPY package*.json ./", "RUN npm ci", "COPY . .", "", "# where it listens"],
  ...[
    "EXPOSE 3000",
    "ENV NODE_ENV=production",
    "HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1",
    "# go",
    "USER node",
    "CMD node server.js",
    "# end",
    "",
  ],
];

describe("two stages of one", () => {
  it("keeps what builds, moves what runs with its comments, and needs no shell", () => {
    expect(rewritten(node.join("\n"))?.split("\n")).toEqual([
      ...["FROM node:22 AS build", "WORKDIR /app", "# the lock file first", "COPY package*.json ./", "RUN npm ci", "COPY . .", ""],
      ...["FROM gcr.io/distroless/nodejs22-debian13:nonroot", "WORKDIR /app", "COPY --from=build /app /app", "# where it listens", "EXPOSE 3000"],
      "ENV NODE_ENV=production",
      `HEALTHCHECK CMD ["/nodejs/bin/node", "-e", "fetch('http://localhost:3000/').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]`,
      ...["# go", "USER 65532:65532", 'CMD ["server.js"]', "# end", ""],
    ]);
  });

  it("leaves what starts as it is where the second image has a shell", () => {
    const text = "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD gunicorn --bind :$PORT app:app\n";
    expect(rewritten(text)?.split("\n")).toEqual([
      ...["FROM python:3.12 AS build", "WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt", ""],
      ...["FROM python:3.12-slim", "RUN groupadd -g 10001 app && useradd -u 10001 -g app -m -s /usr/sbin/nologin app", "WORKDIR /app"],
      ...["COPY --from=build /app /app", "COPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages"],
      ...["COPY --from=build /usr/local/bin /usr/local/bin", "USER 10001:10001", "CMD gunicorn --bind :$PORT app:app", ""],
    ]);
    expect(rewritten("FROM node:18\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD npm start")).toContain("FROM node:18-slim\n");
    expect(rewritten("FROM maven:3-eclipse-temurin-11\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD java $JAVA_OPTS -jar target/a.jar")).toContain(
      "FROM eclipse-temurin:11-jre\n",
    );
  });

  it("takes a program where the build puts it, and what it reads", () => {
    const text = rewritten('FROM golang:1.24\nWORKDIR /src\nCOPY templates ./templates\nCOPY . .\nRUN go build -o bin/\nCMD ["bin/shop"]');
    expect(text).toContain("COPY --from=build /src/bin/shop /src/bin/shop\nCOPY --from=build /src/templates /src/templates\n");
  });

  it("takes over what variables are made of", () => {
    const text =
      rewritten('FROM node:22\nARG MODE=production\nENV NODE_ENV=$MODE NPM_TOKEN=\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]') ?? "";
    expect(text.slice(text.indexOf("\nFROM"))).toContain("ARG MODE=production\nENV NODE_ENV=$MODE NPM_TOKEN=\n");
  });

  it("keeps the line ends", () => {
    const text = rewritten(node.join("\r\n")) ?? "";
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  it.each([
    ["an unknown command", 'FROM golang:1.24\nWORKDIR /s\nRUN ./configure.sh && go build -o a .\nCMD ["./a"]'],
    ["a command that only a shell reads", "FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD node server.js --port $PORT"],
    ["a program that package.json names", 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "start"]'],
    ["another C library and its packages", 'FROM node:22-alpine\nWORKDIR /app\nRUN apk add git\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]'],
    ["users as Alpine makes them", 'FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci && adduser -D app\nCMD ["node", "a.js"]'],
    ["an older OpenSSL", 'FROM rust:1.60\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]'],
    ["a version that distroless has not", 'FROM node:18-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]'],
    ["a Python whose extensions fit no other", 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install flask\nCMD ["python", "a.py"]'],
    ["a digest", `FROM node:22@sha256:${"a".repeat(64)}\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]`],
    ["a health check with a program that is gone", 'FROM golang:1.24\nRUN go build -o /a .\nHEALTHCHECK CMD curl -f http://localhost/\nCMD ["/a"]'],
    [
      "packages that are needed to run",
      'FROM node:22\nWORKDIR /app\nRUN apt-get update && apt-get install -y ffmpeg\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]',
    ],
    ["a volume", 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nVOLUME /data\nCMD ["node", "a.js"]'],
    ["triggers", 'FROM node:22\nWORKDIR /app\nONBUILD COPY . .\nRUN npm ci\nCMD ["node", "a.js"]'],
    ["a variable that nobody declares", 'FROM node:22\nENV V=$V-$W\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]'],
    ["two stages", 'FROM node:22 AS a\nFROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]'],
  ])("leaves a file alone that has %s", (_, text) => expect(rewritten(text)).toBeUndefined());
});

describe("two stages of one on Alpine", () => {
  it("have Debian's C library both", () => {
    const text = 'FROM public.ecr.aws/docker/library/node:22.11-alpine3.20 AS deps\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n';
    const after = rewritten(text)?.split("\n");
    expect(after?.[0]).toBe("FROM public.ecr.aws/docker/library/node:22.11-slim AS deps");
    expect(after).toContain("FROM gcr.io/distroless/nodejs22-debian13:nonroot");
    const python = "FROM python:3.13-alpine\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD gunicorn a:app\n";
    expect(rewritten(python)).toContain("FROM python:3.13-slim AS build\n");
  });

  it("stay there where Java does not mind", () => {
    const text = "FROM maven:3.9-eclipse-temurin-11-alpine\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD java $OPTS -jar target/a.jar\n";
    expect(rewritten(text)).toContain("\nFROM eclipse-temurin:11-jre-alpine\nRUN addgroup");
    expect(rewritten(text.replace("java $OPTS -jar target/a.jar", '["bash", "-c", "java $OPTS -jar target/a.jar"]'))).toBeUndefined();
  });
});

describe("what a manager starts, or brings", () => {
  const titles = (text: string): readonly string[] =>
    readDockerfile(source(text)).facts.stage.flatMap((stage) => twoStages(stage).map((f) => f.title));
  const text = "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm install -g pm2\nCMD ";

  it("is said in the title", () => {
    expect(titles(`${text}npm start`)).toEqual(["Build in a stage of its own, and run on node:22-slim by npm start"]);
    expect(titles(`${text}npm install && npm start`)).toEqual([]);
  });

  it("is taken along", () => {
    expect(rewritten(`${text}pm2-runtime start server.js`)?.match(/^COPY --from=build.*$/gm)).toEqual([
      "COPY --from=build /app /app",
      "COPY --from=build /usr/local/lib/node_modules /usr/local/lib/node_modules",
      "COPY --from=build /usr/local/bin /usr/local/bin",
    ]);
    expect(titles(`${text}sh start.sh`)).toEqual([]);
    expect(titles(text.replace(" && npm install -g pm2", "").concat("pm2-runtime start server.js"))).toEqual([]);
  });
});

describe("libraries that are linked", () => {
  it("come with the image, or are installed", () => {
    const rust =
      'FROM rust:1.85\nWORKDIR /app\nRUN apt-get update && apt-get install -y PKG pkg-config\nCOPY . .\nRUN cargo build --release\nCMD ["./target/release/app"]\n';
    expect(rewritten(rust.replace("PKG", "libssl-dev"))).toContain("FROM gcr.io/distroless/cc-debian13:nonroot\n");
    expect(rewritten(rust.replace("PKG", "libpq-dev"))).toBeUndefined();
    const python =
      "FROM python:3.12\nRUN apt-get update && apt-get install -y libpq-dev gcc\nWORKDIR /app\nCOPY . .\nRUN pip install psycopg2\nCMD flask run\n";
    expect(rewritten(python)).toContain("apt-get install -y --no-install-recommends libpq5 &&");
    expect(rewritten(python.replace("libpq-dev", "libgdal-dev"))).toBeUndefined();
  });
});

describe("two stages on a small image", () => {
  const python = (image: string, packages: string, more = ""): string =>
    `FROM ${image}\nWORKDIR /app\nRUN apt-get update && apt-get install -y ${packages}\nCOPY . .\nRUN pip install -r requirements.txt\n${more}CMD streamlit run a.py`;

  it("leaves compilers behind, and takes the libraries that belong to headers", () => {
    const text = rewritten(python("python:3.12-slim", "gcc libpq-dev", "RUN mkdir -p models/new\nEXPOSE $PORT\n")) ?? "";
    expect(text.slice(text.indexOf("\nFROM")).split("\n")).toEqual([
      ...["", "FROM python:3.12-slim"],
      "RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*",
      "RUN groupadd -g 10001 app && useradd -u 10001 -g app -m -s /usr/sbin/nologin app",
      ...["WORKDIR /app", "COPY --from=build /app /app"],
      "COPY --from=build /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages",
      "COPY --from=build /usr/local/bin /usr/local/bin",
      "COPY --from=build --chown=10001:10001 /app/models/new /app/models/new",
      ...["EXPOSE $PORT", "USER 10001:10001", "CMD streamlit run a.py", ""],
    ]);
  });

  it("keeps the digest, which is that of both", () => {
    const image = `python:3.14-slim@sha256:${"a".repeat(64)}`;
    expect(rewritten(python(image, "build-essential"))).toContain(`\nFROM ${image}\nRUN groupadd`);
  });

  it("stays on Alpine", () => {
    const text = "FROM node:22-alpine\nWORKDIR /app\nRUN apk add --no-cache python3 make g++\nCOPY . .\nRUN npm ci\nCMD npm start";
    expect(rewritten(text)).toContain("\nFROM node:22-alpine\nWORKDIR /app\nCOPY --from=build /app /app\nUSER 1000:1000\nCMD npm start");
    const go = (image: string): string => `FROM ${image}\nRUN apk add gcc musl-dev\nCOPY . /s\nRUN cd /s && go build -o /a .\nCMD ["/a"]`;
    expect(rewritten(go("golang:1.25-alpine3.22"))).toContain("\nFROM alpine:3.22\nRUN addgroup");
    expect(rewritten(go("golang:1.25-alpine"))).toBeUndefined();
  });

  it("gives users what was given to them", () => {
    const text = 'FROM node:22\nWORKDIR /app\nCOPY --chown=node:node . .\nRUN npm ci\nUSER node\nCMD ["node", "a.js"]';
    expect(rewritten(text)).toContain("COPY --from=build --chown=65532:65532 /app /app\n");
  });

  it.each([
    ["a library by another name than its headers", python("python:3.12-slim", "gcc libxmlsec1-dev")],
    ["a program that may be called", python("python:3.12-slim", "gcc git")],
    ["a folder elsewhere", python("python:3.12-slim", "gcc", "RUN mkdir /models\n")],
    ["no compilers", "FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install flask\nCMD flask run"],
  ])("leaves a file alone that has %s", (_, text) => expect(rewritten(text)).toBeUndefined());
});

describe("another base for what only copies", () => {
  it("is one without a shell", () => {
    const text = "FROM maven:3.9 AS b\nRUN mvn package\nFROM eclipse-temurin:21-jre-alpine\nCOPY --from=b --chown=app /a.jar /\n# go\nCMD sh -c x\n";
    expect(rebased(text)).toBeUndefined();
    expect(rebased(text.replace("CMD sh -c x", "CMD java -jar /a.jar"))?.split("\n").slice(2)).toEqual([
      ...["FROM gcr.io/distroless/java21-debian13:nonroot", "COPY --from=b --chown=65532:65532 /a.jar /", "# go", 'CMD ["/a.jar"]', ""],
    ]);
  });

  it("has the C library that modules were compiled for", () => {
    const text = (builder: string): string =>
      `FROM ${builder} AS build\nRUN npm ci\nFROM node:22-slim\nWORKDIR /app\nCOPY --from=build /app .\nUSER node\nCMD ["sh", "-c", "exec node 'a b.js'"]`;
    expect(rebased(text("node:22"))).toContain('USER 65532:65532\nCMD ["a b.js"]');
    expect(rebased(text("node:22-alpine"))).toBeUndefined();
  });
});

describe("a rewrite", () => {
  const files = rules.flatMap((rule) => rule.examples.flatMap((e) => e.files.filter((f) => /dockerfile/i.test(f.path))));
  const settings = defaultSettings(rules, "recommended");
  const seen = (text: string): Workspace => {
    const workspace = new Workspace({
      settings: () => settings,
      ruleNames: rules.map((r) => r.name),
      onCrash: (_, error) => expect.fail(`${error}`),
    });
    workspace.update(new Source("Dockerfile", text));
    workspace.settle();
    return workspace;
  };

  it("leaves fewer findings among those that everybody sees, and can be read", () => {
    let rewrites = 0;
    for (const { text } of files) {
      const before = seen(text);
      for (const finding of before.findings("Dockerfile")) {
        for (const { title, edits } of provedFixes(before, finding)) {
          if (!/^(?:Build in|Run on) /.test(title)) continue;
          const after = seen(applyEdits(finding.at.source, edits).text);
          expect(after.reading("Dockerfile")?.broken, title).toBe(false);
          expect(after.findings("Dockerfile").length, `${title}\n${text}`).toBeLessThan(before.findings("Dockerfile").length);
          rewrites++;
        }
      }
    }
    expect(rewrites).toBeGreaterThan(5);
  });
});

/** What people write into a Dockerfile stays there, whatever is mended: every fix of every example. */
describe("a fix of a Dockerfile keeps its comments and can be read", () => {
  const texts = rules.flatMap((rule) =>
    rule.on === "stage" ? rule.examples.flatMap((e) => e.files.filter((f) => /dockerfile/i.test(f.path)).map((f) => [rule, f.text] as const)) : [],
  );
  it("for all of them", () => {
    let fixes = 0;
    for (const [rule, text] of texts) {
      if (rule.on !== "stage") continue;
      const marked = source(text.replace(/^(?=[A-Z]+ )/gm, (_, at: number) => `# comment ${at}\n`));
      const comments = (t: string): readonly string[] => lexDockerfile(t).comments.map(([start, end]) => t.slice(start, end).trim());
      for (const stage of readDockerfile(marked).facts.stage) {
        for (const report of rule.check(stage, (rule.options ?? {}) as Parameters<typeof rule.check>[1])) {
          for (const fix of fixesOf(report)) {
            const after = applyEdits(marked, fix.edits).text;
            expect(comments(after), `${rule.name}: ${fix.title}`).toEqual(expect.arrayContaining([...comments(marked.text)]));
            expect(readDockerfile(source(after)).facts.stage.length).toBeGreaterThan(0);
            fixes++;
          }
        }
      }
    }
    expect(fixes).toBeGreaterThan(100);
  });
});
