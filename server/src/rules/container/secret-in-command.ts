import { bad, cloudformation, compose, ecs, good, joined, kubernetes, terraform } from "../../kit/example.ts";
import { type Report, rule, type Severity, severities } from "../../kit/rule.ts";
import { type Embedded, secretsInScript } from "../../knowledge/secrets/script.ts";
import { partOf } from "../../model/part.ts";
import type { Property } from "../../model/property.ts";

export default rule({
  name: "secret-in-command",
  on: "property",
  title: "Secret in a command or script",
  severity: "error",
  risk: "container",
  hides: true,
  why: `What stands in a command, a health check or user data is stored with the definition and read by everyone who may describe it; a command line is seen by
every process on the host besides. User data of an instance is open to everyone with \`ec2:DescribeInstanceAttribute\` and to whatever runs there.

Give the value as a variable that is fetched from a secret store (\`secrets\` in ECS, \`secretKeyRef\` in Kubernetes) and let the shell put it in, read it from a file
below \`/run/secrets\`, or, for AWS, leave the key out: the role of the task or instance gives credentials. Then change it.

Configurations of many lines in a ConfigMap or a heredoc are read line by line in the same way.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "CWE-214",
    "CWE-798",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html",
  ],

  *check(property) {
    if (!property.script) return;
    const { value } = property;
    const script = value.value ?? value.parts.map((p) => p ?? "$()").join("");
    let from = 0;
    for (const found of secretsInScript(script)) {
      const text = script.slice(found.start, found.end);
      const at = partOf(value.at, text, from);
      if (at !== value.at) from = at.end - value.at.start;
      yield report(property, found, at);
    }
  },

  examples: [
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "command": ["serve", "--db-password", "«Rain-in-May-77»", "--port=80"],
            "healthCheck": { "command": ["CMD-SHELL", "curl -fsu probe:«Rain-in-May-77» http://localhost/health || exit 1"] }
          },
          {
            "name": "init",
            "image": "mysql:8.4",
            "entryPoint": ["sh", "-c", "mysql -h db -p«Rain-in-May-77» < /init.sql"]
          }
        ]
      }
    `),
    good(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          {
            "name": "web",
            "image": "web:1.4",
            "command": ["serve", "--db-password", "$DB_PASSWORD", "--token-file", "/run/secrets/token", "--password-stdin", "--api-key=\${api_key}"],
            "healthCheck": { "command": ["CMD-SHELL", "curl -fu probe:$PROBE_PASSWORD http://localhost/health || exit 1"] },
            "entryPoint": ["sh", "-c", "mysql -h db -p\"$MYSQL_PASSWORD\" < /init.sql"]
          }
        ]
      }
    `).because("The shell, the program or a template puts them in."),
    bad(cloudformation`
      Resources:
        Host:
          Type: AWS::EC2::Instance
          Properties:
            UserData:
              Fn::Base64: !Sub |
                #!/bin/bash
                export DB_PASSWORD=«Rain-in-May-77»
                echo "admin:«Rain-in-May-78»" | chpasswd
                docker login -u shop -p «Rain-in-May-79» registry.example.com
                aws s3 cp s3://\${Bucket}/app.tgz .
    `),
    bad(terraform`
      resource "aws_instance" "host" {
        ami       = "ami-12345678"
        user_data = <<-EOF
          #!/bin/sh
          export API_TOKEN=«Kx82jjdQ-9fLwPz3»
          git clone https://bot:«Rain-in-May-77»@git.example.com/shop.git
        EOF
      }
    `),
    good(terraform`
      resource "aws_instance" "host" {
        user_data = <<-EOF
          #!/bin/sh
          # export API_TOKEN=...
          export API_TOKEN=\${var.token}
          export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id shop/db --query SecretString --output text)
          read -p "Password: " PASSWORD
          git clone https://\${var.token}@git.example.com/shop.git
          echo "the password is in the vault" && ssh-keygen -t ed25519 -f key -N ""
        EOF
      }
    `).because("Fetched, filled in or asked for."),
    bad(kubernetes`
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: shop }
      data:
        application.properties: |
          spring.datasource.url=jdbc:postgresql://db/shop
          spring.datasource.password=«Rain-in-May-77»
        config.json: |
          { "db": { "user": "shop", "password": "«Rain-in-May-78»", "tokenTtl": 3600 } }
    `).because("Files in a ConfigMap."),
    bad(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: cache
            image: redis:7
            args: ["--requirepass", "«Rain-in-May-77»"]
    `),
    good(kubernetes`
      apiVersion: v1
      kind: Pod
      metadata: { name: shop }
      spec:
        containers:
          - name: cache
            image: redis:7
            args: ["--requirepass", "$(REDIS_PASSWORD)", "--token-type", "bearer", "--tls-key-file=/tls/key.pem"]
    `),
    bad(compose`
      services:
        cache: { image: "redis:7", command: "redis-server --requirepass «Rain-in-May-77»" }
        db: { image: "postgres:17", healthcheck: { test: ["CMD-SHELL", "PGPASSWORD=«Rain-in-May-78» pg_isready"] } }
    `),
    good(compose`
      services:
        cache: { image: "redis:7", command: "redis-server --requirepass \${REDIS_PASSWORD}" }
        db: { image: "mysql:8", healthcheck: { test: ["CMD", "mysqladmin", "ping", "-p$$MYSQL_ROOT_PASSWORD"] } }
    `),
    bad(ecs`
      {
        "family": "shop",
        "containerDefinitions": [
          { "name": "web", "image": "web:1.4", "command": ["sync", "--header", "Authorization: Bearer «${joined("9a3f7c1e5b8d2064", "9a3f7c1e5b8d2064")}»"] }
        ]
      }
    `).because("In a header."),
  ],
});

function report({ holder, address }: Property, { name, how, program, secret }: Embedded, at: Report["at"]): Report {
  const where =
    how === "address"
      ? "An address"
      : how === "header"
        ? "A header"
        : how === "statement"
          ? "A statement of SQL"
          : how === "option"
            ? `An option of ${program || "the command"}`
            : name;
  const of = address === "" ? "" : ` in "${address}"`;
  const common = { at, key: [address, name, program].filter((t) => t !== "").join(" "), masked: secret.mask };
  // What Compose runs is mostly a developer's own.
  const less = holder === "compose" || holder === "secret" ? 1 : 0;
  const grade = (severity: Severity): Severity => severities[severities.indexOf(severity) + less] ?? severity;
  const what = secret.what.startsWith("an address") ? "a password" : secret.what;
  switch (secret.strength) {
    case "secret":
    case "likely": {
      const follows = secret.aws ? "Deactivate the key: a role gives credentials." : "Fetch it as a variable from a secret store, and change it.";
      const severity = grade(secret.strength === "likely" ? "warning" : "error");
      return {
        ...common,
        severity,
        ...(secret.strength === "likely" ? { confidence: "medium" } : {}),
        message: `${where}${of} holds ${what} in plain text. ${follows}`,
      };
    }
    case "known":
      return { ...common, severity: grade("warning"), message: `${where}${of} holds ${what} that is quickly guessed.` };
    case "marker":
      return { ...common, severity: "info", message: `${where}${of} holds a placeholder where ${what} belongs.` };
    case "hash":
      return { ...common, severity: "info", message: `${where}${of} holds ${what}, which can be guessed offline.` };
  }
}
