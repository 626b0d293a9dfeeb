import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locate } from "../server/src/knowledge/aws/location.ts";
import { judge, type Secret } from "../server/src/knowledge/secrets/judge.ts";
import { mask } from "../server/src/knowledge/secrets/mask.ts";
import { isPublicName, type NameKind, nameKind, wordsOf } from "../server/src/knowledge/secrets/name.ts";
import { findToken, findTokens, longestRead, tokenFormats } from "../server/src/knowledge/secrets/tokens.ts";
import { type ValueKind, valueKind } from "../server/src/knowledge/secrets/value.ts";
import { page } from "../server/src/report/page.ts";
import exposedCredential from "../server/src/rules/container/exposed-credential.ts";
import plaintextSecret from "../server/src/rules/container/plaintext-secret.ts";
import secretInImage from "../server/src/rules/image/secret-in-image.ts";
import { Source, textOf } from "../server/src/text/source.ts";
import { exampleWorkspace, ownFindings } from "../server/src/workspace/example-workspace.ts";
import { Workspace } from "../server/src/workspace/workspace.ts";
import { sample } from "./sample.ts";

/** Characters as a generator gives them, always the same: no test holds a token in one piece. */
function made(length: number, alphabet = "u7Xk2Lq9Rt4Vw1Zb8Nc5Mf3Hd6Js0PgYaQeB"): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet[(i * 7 + (i >> 3)) % alphabet.length];
  return text;
}
const hex = (length: number): string => made(length, "9a3f7c1e5b8d2064");
const upper = (length: number): string => made(length, "Q7ZX2MPL4KDR3TNW5");
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("names", () => {
  const names: Record<NameKind, readonly string[]> = {
    password: [
      "PASSWORD",
      "DB_PASSWORD",
      "dbPassword",
      "spring.datasource.password",
      "db-passwd",
      "PGPASSWORD",
      "MYSQL_PWD",
      "DB_PASS",
      "REDIS_PASSWORD2",
      "DB_PASSWORD_PROD",
      "SSH_KEY_PASSPHRASE",
      "ConnectionStrings__SqlPassword",
      "GPG_PASSPHRASE",
      "REDIS_CACHE_PASSWORD",
    ],
    credential: [
      "GITHUB_TOKEN",
      "githubToken",
      "JWT_SECRET",
      "STRIPE_SECRET_KEY",
      "SECRET_KEY_BASE",
      "OPENAI_API_KEY",
      "apikey",
      "Jwt__SigningKey",
      "CLIENT_SECRET",
      "AWS_SECRET_ACCESS_KEY",
      "PASSWORD_RESET_SECRET",
      "NEW_RELIC_LICENSE_KEY",
      "GH_PAT",
    ],
    hint: ["KEY", "AUTH", "PASSWORD_SALT", "ERLANG_COOKIE", "GPG_KEY", "TOKEN_FOO", "CACHE_KEY"],
    none: [
      "PATH",
      "PWD",
      "OLDPWD",
      "MONKEY",
      "TURKEY_SIZE",
      "KEYBOARD",
      "AUTHOR",
      "AUTHORS",
      "COMPASS",
      "BYPASS",
      "TOKENIZERS_PARALLELISM",
      "GOPRIVATE",
      "GOPASS_VERSION",
      "SSH_AUTH_SOCK",
      "SSH_KEY_DIR",
      "AWS_WEB_IDENTITY_TOKEN_FILE",
      "AWS_ACCESS_KEY_ID",
      "KMS_KEY_ID",
      "COGNITO_CLIENT_ID",
      "DB_PASSWORD_FILE",
      "DB_SECRET_ARN",
      "DB_SECRET_NAME",
      "SECRET_ID",
      "TOKEN_TTL",
      "TOKEN_EXPIRY",
      "JWT_ACCESS_TOKEN_EXPIRATION",
      "REFRESH_TOKEN_EXPIRES_IN",
      "PASSWORD_MIN_LENGTH",
      "PASSWORD_POLICY",
      "TOKEN_TYPE",
      "JWT_ALGORITHM",
      "AUTH_HEADER",
      "AUTH_ENABLED",
      "AUTH_URL",
      "API_KEY_HEADER_NAME",
      "JWT_PUBLIC_KEY",
      "STRIPE_PUBLISHABLE_KEY",
      "RECAPTCHA_SITE_KEY",
      "MYSQL_ALLOW_EMPTY_PASSWORD",
      "MYSQL_RANDOM_ROOT_PASSWORD",
      "MYSQL_ONETIME_PASSWORD",
      "DISABLE_AUTH",
      "MAX_TOKENS",
      "S3_KEY_PREFIX",
      "kompose.image-pull-secret",
      "PASSWORD_HASH",
      "TRAVIS_OS_NAME",
      "USERNAME",
      "",
    ],
  };
  it.each(Object.entries(names).flatMap(([kind, all]) => all.map((name) => [name, kind] as const)))("%s: %s", (name, kind) => {
    expect(nameKind(name)).toBe(kind);
  });

  it("splits at separators and capitals", () => {
    expect(wordsOf("my-Db__userAPIKey2.old")).toEqual(["my", "db", "user", "api", "key", "old"]);
  });

  it("tells what is published on purpose", () => {
    expect(["VITE_FIREBASE_API_KEY", "REACT_APP_TOKEN", "NEXT_PUBLIC_API_KEY", "SUPABASE_ANON_KEY"].every(isPublicName)).toBe(true);
    expect(["API_KEY", "REACT_SECRET", "PUBLISHER"].some(isPublicName)).toBe(false);
  });
});

describe("values", () => {
  const values: Record<ValueKind, readonly string[]> = {
    empty: ["", "  "],
    reference: [
      "$DB_PASSWORD",
      "${DB_PASSWORD}",
      "postgres://${user}:${password}@db",
      "$(cat /run/secret)",
      "{{ password }}",
      "<password>",
      "<%= password %>",
      "#{secret}#",
      "%PASSWORD%",
      "@PASSWORD@",
      "__PASSWORD__",
      "[password]",
      "RDS_PASSWORD_VALUE",
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf",
      "{{resolve:secretsmanager:a:SecretString:b}}",
      "vault:secret/data/a#b",
      "op://vault/item/field",
      "ENC[AES256_GCM,data:abc]",
      "var.db_password",
    ],
    marker: [
      "changeme",
      "CHANGE_ME",
      "change-it",
      "replace-me",
      "your-password",
      "YourApiKey",
      "xxxxxxxx",
      "******",
      "...",
      "insert key here",
      "dummy",
      "AKIAIOSFODNN7EXAMPLE",
      "keyboard cat",
      "my-super-secret-jwt-key",
      "dev-jwt-secret",
      "supersecret",
    ],
    default: ["postgres", "password", "Password1", "P@ssw0rd", "root", "admin", "admin123", "guest", "123456", "1234", "secret", "mysecretpassword"],
    setting: [
      "true",
      "False",
      "none",
      "HS256",
      "3600",
      "15m",
      "/run/secrets/db",
      "./certs/server.pem",
      "C:\\secrets\\db.txt",
      "server.key",
      "https://login.example.com/token",
      "tcp://broker:1883",
      "db.internal:5432",
      "a sentence of quite some words",
      '{"a": 1}',
    ],
    hash: [`$2b$10$${made(53)}`, "$argon2id$v=19$m=65536", "{SSHA}abcdef", "pbkdf2_sha256$260000$abc"],
    public: ["ssh-rsa AAAAB3Nza", "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", `pk_live_${made(24)}`],
    digest: [`sha256:${hex(64)}`, "A035 C8C1 9219 BA82 1ECE A86B 64E6 28F8 D684 696D"],
    random: [made(20), made(40), hex(32), hex(64), base64(made(24)), "6f1e2d3c-4b5a-4978-8a9b-0c1d2e3f4a5b"],
    text: ["hunter2xyz", "Rain-in-May-77", "galaxy", "shop-db-secret", "Sommer2024", "InventoryService.Production"],
  };
  it.each(Object.entries(values).flatMap(([kind, all]) => all.map((value) => [value, kind] as const)))("%s: %s", (value, kind) => {
    expect(valueKind(value)).toBe(kind);
  });
});

/** One token of each format, put together here. */
const tokens: Readonly<Record<string, string>> = Object.fromEntries(tokenFormats.map((f) => [f.id, sample(f)]));

describe("token formats", () => {
  it("each has a name and a source of its own", () => {
    expect(tokenFormats.length).toBeGreaterThan(110);
    expect(new Set(tokenFormats.map((f) => f.id)).size).toBe(tokenFormats.length);
    expect(tokenFormats.filter((f) => !f.source.startsWith("https://"))).toEqual([]);
  });

  const spellings = tokenFormats.flatMap((format) => format.literals.map((literal) => [`${format.id} ${literal}`, format, literal] as const));
  it.each(spellings)("%s", (_, format, literal) => {
    for (const take of [0, 0.1, 0.5]) {
      const token = sample(format, take, literal);
      const found = findToken(token);
      expect(found?.format.what).toBe(format.what);
      expect(found?.text).toBe(token);
      expect(findTokens(`a = "${token}"; # ${token}`).map((t) => t.text)).toEqual([token, token]);
      expect(judge("CI_SETTING", token)?.strength).toBe(format.vague ? "likely" : "secret");
    }
  });

  it.each(spellings)("%s: near misses", (_, format, literal) => {
    const token = sample(format, 0, literal);
    // A word that only ends like the literal, a body that is too short, and the literal in another case.
    expect(findToken(token.replace(literal, `x${literal}`))?.format.id).not.toBe(format.id);
    expect(findToken(token.slice(0, token.indexOf(literal) + literal.length + 3))).toBeUndefined();
    const other = literal === literal.toLowerCase() ? literal.toUpperCase() : literal.toLowerCase();
    expect(findToken(token.replace(literal, other))?.format.id).not.toBe(format.id);
  });

  it("knows every phase of Base64 that a private key's header has", () => {
    for (const type of ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "]) {
      expect(findToken(base64(`-----BEGIN ${type}PRIVATE ${"KEY-----"}\n${made(96)}`))?.format.id, type).toBe("private-key-base64");
    }
    expect(findToken(base64(`-----BEGIN CERTIFICATE-----\n${made(96)}`))).toBeUndefined();
    expect(findToken(`-----BEGIN PRIVATE ${"KEY-----"}`)).toBeUndefined();
  });

  it("AWS identifiers that are no credentials are left alone", () => {
    for (const prefix of ["AIDA", "AROA", "AGPA", "ANPA", "ASCA", "APKA"]) expect(findToken(`${prefix}${upper(16)}`)).toBeUndefined();
  });
});

describe("judging a name with its value", () => {
  const cases: readonly (readonly [name: string, value: string, strength: Secret["strength"] | undefined])[] = [
    ["DB_PASSWORD", "Rain-in-May-77", "secret"],
    ["DB_PASSWORD", "galaxy", "likely"],
    ["DB_PASSWORD", "83749263", "secret"],
    ["POSTGRES_PASSWORD", "postgres", "known"],
    ["DB_PASSWORD", "changeme", "marker"],
    ["DB_PASSWORD", `$2b$10$${made(53)}`, "hash"],
    ["DB_PASSWORD", "${DB_PASSWORD}", undefined],
    ["DB_PASSWORD", "<password>", undefined],
    ["DB_PASSWORD", "/run/secrets/db", undefined],
    ["MYSQL_RANDOM_ROOT_PASSWORD", "1", undefined],
    ["API_KEY", hex(32), "secret"],
    ["JWT_SECRET", "Th1sIsMyJwtS3cret!", "secret"],
    ["SESSION_SECRET", "Kx82!jdQ", "likely"],
    ["K8S_SECRET", "shop-db-secret", undefined],
    ["IMAGE_SECRET", "regcrednew", undefined],
    ["AUTH_KEY", "auth", undefined],
    ["TOKEN", "bearer", undefined],
    ["SIGNATURE", made(40), "likely"],
    ["GPG_KEY", hex(40).toUpperCase(), undefined],
    ["SOME_KEY", "6f1e2d3c-4b5a-4978-8a9b-0c1d2e3f4a5b", undefined],
    ["CODECOV_TOKEN", "6f1e2d3c-4b5a-4978-8a9b-0c1d2e3f4a5b", "secret"],
    ["DATABASE_URL", "postgres://shop:Rain-in-May-77@db/shop", "secret"],
    ["DATABASE_URL", "postgres://postgres:postgres@db/shop", "known"],
    ["DATABASE_URL", "postgres://umami:umami@db/shop", "known"],
    ["DATABASE_URL", "postgres://shop:changeme@db/shop", "marker"],
    ["DATABASE_URL", "postgres://shop:${PASSWORD}@db/shop", undefined],
    ["DATABASE_URL", "postgres://shop@db/shop", undefined],
    ["REPOSITORY", "https://host.example:8443/path@v1", undefined],
    ["Db__Connection", "Server=db;User Id=sa;Password=Kx82jjdQ;", "secret"],
    ["SENTRY_DSN", `https://${hex(32)}@o1.ingest.sentry.io/42`, undefined],
    ["AWS_SECRET_ACCESS_KEY", `${made(20)}/${made(19)}`, "secret"],
    ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "marker"],
    ["AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE", "marker"],
    ["AWS_ACCESS_KEY_ID", `AKIA${"8091"}${upper(12)}`, "likely"],
    ["COMMIT", hex(40), undefined],
    ["VITE_FIREBASE_API_KEY", `AIza${made(35)}`, undefined],
    ["MAPS_KEY", `AIza${made(35)}`, "secret"],
    ["GITHUB_TOKEN", `ghp_${"x".repeat(36)}`, "marker"],
    ["SECRET_KEY", "dummy-secret-key-for-build", "marker"],
    ["JWT_SECRET", "NeverShareYourSecret", "marker"],
    ["AUTH_SECRET", "build-time-placeholder-never-used", "marker"],
    ["DB_PASSWORD", "supersecret123", "marker"],
    ["API_TOKEN", "token-12345", undefined],
    ["CSRF_TOKEN", "X-CSRF-Token", undefined],
    ["TOKENS", "ETH,BTC,USDC", undefined],
    ["DB_SECRET", "prod/shop/db-AbCdEf", undefined],
    ["CONTRACT_TOKEN", `0x${hex(40)}`, undefined],
    ["MAPBOX_TOKEN", `pk.eyJ1${made(40)}`, undefined],
    ["HTTP_PASS", "1", undefined],
    ["AUTH_TOKEN", "0", undefined],
    ["VAULT_TOKEN", "root", "known"],
    ["FERNET_KEY", `${made(43)}=`, "secret"],
    ["ENCRYPTION_KEY", "alias/aws/s3", undefined],
    ["PASSWORD_ENCODER", "bcrypt", undefined],
    ["DB_PASSWORD", "v.9cUrhp", "secret"],
    ["SECRET_KEY", "{Your Key}", undefined],
    ["DATABASE_URL", "postgres://shop:galaxy@db/shop", "likely"],
    ["DATABASE_URL", "postgres://shop:Rain-in-May-77@$()/shop", "secret"],
    ["DATABASE_URL", "postgres://shop:$()@db/shop", undefined],
  ];
  it.each(cases)("%s=%s: %s", (name, value, strength) => {
    expect(judge(name, value)?.strength).toBe(strength);
  });

  it("tells AWS credentials, for a role serves instead", () => {
    expect(judge("AWS_ACCESS_KEY_ID", tokens["aws-access-key-id"] ?? "")?.aws).toBe(true);
    expect(judge("AWS_SECRET_ACCESS_KEY", `${made(20)}/${made(19)}`)?.aws).toBe(true);
    expect(judge("GITHUB_TOKEN", tokens["github-pat"] ?? "")?.aws).toBe(false);
  });
});

describe("masks", () => {
  it("shows a format's public prefix, of other values two characters at most", () => {
    expect(mask(`ghp_${made(36)}`)).toBe("ghp_…(40)");
    expect(mask("Rain-in-May-77")).toBe("…(14)");
    expect(mask("correct horse battery")).toBe("co…(21)");
  });

  it("never holds three characters in a row of a value of no known format", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3, maxLength: 80 }), (value) => {
        fc.pre(findToken(value) === undefined && !/[…()]/.test(value));
        const shown = mask(value).replace(/…\(\d+\)$/, "");
        expect(shown.length).toBeLessThanOrEqual(2);
        expect(value.startsWith(shown)).toBe(true);
      }),
    );
  });

  it.each(Object.entries(tokens))("%s: what judge returns does not hold the token's body", (_, token) => {
    const literal = findToken(token)?.literal ?? "";
    const said = JSON.stringify(judge("TOKEN", token));
    const body = token.slice(token.indexOf(literal) + literal.length);
    for (let i = 0; i + 6 <= body.length; i += 3) expect(said).not.toContain(body.slice(i, i + 6));
  });
});

describe("what is said of a secret", () => {
  const files = [plaintextSecret, secretInImage].flatMap((rule) => rule.examples.flatMap((e) => e.files.map((file) => [rule, file] as const)));
  it.each(files.filter(([, file]) => file.marks.length > 0))("%#: no message, key, mask or title holds it", (rule, file) => {
    const workspace = exampleWorkspace(rule, [rule], [file]);
    for (const { at, message, key, masked, related, fixes, severity } of ownFindings(rule, workspace, file.path)) {
      const value = textOf(at).replace(/^"|"$/g, "");
      // What everybody knows is no secret, and may be a word of the message.
      if (severity === "info") continue;
      expect(JSON.stringify([message, key, masked, related, fixes?.map((f) => f.title)])).not.toContain(value);
      expect(masked).toBeDefined();
    }
  });
});

describe("a secret is found once", () => {
  it("by the rule that knows what it is there for", () => {
    const token = `npm_${made(36)}`;
    const text = `FROM alpine:3.20\nENV NPM_TOKEN=${token}\n# ${token}\n`;
    const workspace = new Workspace({
      settings: () => ({
        active: [exposedCredential, secretInImage].map((rule) => ({ rule, severity: undefined, options: {}, lowConfidence: true })),
        accepts: () => false,
      }),
      ruleNames: [],
      onCrash: (_, error) => {
        throw error;
      },
    });
    workspace.update(new Source("Dockerfile", text));
    workspace.settle();
    expect(workspace.findings("Dockerfile").map((f) => [f.rule.name, f.at.start])).toEqual([
      ["secret-in-image", text.indexOf(token)],
      ["exposed-credential", text.lastIndexOf(token)],
    ]);
  });
});

describe("a document of JSON in one variable", () => {
  it("is judged by what it says", () => {
    expect(judge("SPRING_APPLICATION_JSON", `{"spring.datasource.password": "Rain-in-May-77"}`)?.strength).toBe("secret");
    expect(judge("CONFIG", `{ "db": { "host": "db", "password": "Rain-in-May-77" } }`)?.what).toBe("a password");
    for (const silent of [`{"password": "\${DB_PASSWORD}"}`, `{"tokenUrl": "https://a/b", "passwordMinLength": "8"}`, `{{ password }}`, "{}"]) {
      expect(judge("CONFIG", silent), silent).toBeUndefined();
    }
  });
});

describe("pages", () => {
  it("show the beginning of a token only", () => {
    const text = page(plaintextSecret, [plaintextSecret]);
    expect(text).toContain("ghp_…");
    expect(text).not.toMatch(/ghp_\w/);
    expect(text).not.toMatch(/AKIA\w/);
  });
});

describe("linear by structure", () => {
  it("no shape has an unbounded quantifier or a group that repeats without bound", () => {
    for (const { id, rest, before } of tokenFormats) {
      const shape = rest.replace(/\\./g, "a").replace(/\[[^\]]*\]/g, "a");
      expect(shape, id).not.toMatch(/[*+]|\{\d+,\}/);
      expect((before?.shape ?? "").replace(/\[[^\]]*\]/g, "a"), id).not.toMatch(/[*+{]/);
    }
  });

  it("reads no further than its bound", () => {
    expect(findToken(`${"-".repeat(longestRead)}${tokens["github-pat"]}`)).toBeUndefined();
    expect(findToken(`${" ".repeat(longestRead - 60)}${tokens["github-pat"]}`)).toBeDefined();
  });

  it("answers on long and on pumped texts", () => {
    const pumps = [
      "a",
      "A1",
      "=",
      ".",
      "-",
      "_",
      "/",
      ":",
      "://",
      "eyJ",
      "eyJ.",
      "AKIA",
      "sk-",
      "-----BEGIN ",
      "password=",
      "x",
      "{{",
      "${",
      "my-",
      "a:b@",
      "\\n",
      " ",
    ];
    for (const pump of pumps) {
      const text = pump.repeat(Math.ceil(65536 / pump.length));
      expect(() => judge(text, text)).not.toThrow();
      expect(() => judge("DB_PASSWORD", text)).not.toThrow();
    }
  });

  it("answers on any text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "binary" }), (name, value) => {
        expect(() => judge(name, value)).not.toThrow();
      }),
    );
  });
});

describe("where in AWS", () => {
  it("is told by ARNs and images", () => {
    expect(locate(["arn:aws:iam::111122223333:role/a", "222233334444.dkr.ecr.eu-west-1.amazonaws.com/web:1"])).toEqual({
      partition: "aws",
      region: "eu-west-1",
      account: "111122223333",
    });
    expect(locate(["111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/web"])).toEqual({
      partition: "aws-cn",
      region: "cn-north-1",
      account: "111122223333",
    });
    expect(locate(["nginx:1", "${image}", "arn:aws:s3:::bucket"])).toEqual({ partition: "aws", region: undefined, account: undefined });
  });
});

describe("severity by stage", () => {
  const found = (text: string): readonly (readonly [string, string])[] => {
    const files = [{ path: "Dockerfile", text, marks: [], values: [] }];
    return ownFindings(secretInImage, exampleWorkspace(secretInImage, [secretInImage], files), "Dockerfile").map((f) => [f.key ?? "", f.severity]);
  };
  it("what the final stage builds on is in the image, what it copies from is not", () => {
    expect(
      found(
        "FROM alpine AS base\nENV A_PASSWORD=Rain-in-May-77\nFROM base AS build\nENV B_PASSWORD=Rain-in-June-78\nFROM base\nENV C_PASSWORD=Rain-in-July-79\nCOPY --from=build /a /a\n",
      ),
    ).toEqual([
      ["ENV A_PASSWORD", "error"],
      ["ENV B_PASSWORD", "warning"],
      ["ENV C_PASSWORD", "error"],
    ]);
  });
  it("what everybody knows is nothing in a builder", () => {
    expect(found("FROM alpine AS build\nENV A_PASSWORD=postgres B_PASSWORD=changeme\nFROM scratch\nCOPY --from=build /a /a\n")).toEqual([]);
    expect(found("FROM alpine\nENV A_PASSWORD=postgres B_PASSWORD=changeme\n").map(([, severity]) => severity)).toEqual(["info", "info"]);
  });
  it("an ARG among others of its instruction is found, but not mended", () => {
    expect(found("FROM alpine\nARG A=1 B_PASSWORD=Rain-in-May-77\n")).toEqual([["ARG B_PASSWORD", "error"]]);
  });
});
