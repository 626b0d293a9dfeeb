/** Texts of given sizes, the same on every run. */

/** A Dockerfile of `lines` lines as people write them: two stages, a long RUN in each. */
export function dockerfile(lines: number): string {
  const out = ["FROM node:22 AS build", "WORKDIR /src", "COPY package.json package-lock.json ./", "RUN npm ci"];
  for (let i = 0; out.length < lines - 8; i++) {
    out.push(`ENV STEP_${i}=${i} PATH_${i}=/opt/${i}/bin:$PATH`, `COPY --chown=node:node module-${i} ./module-${i}`);
    out.push(
      "RUN apt-get update \\",
      `    && apt-get install -y --no-install-recommends lib${i}-dev \\`,
      `    # what module ${i} needs`,
      "    && rm -rf /var/lib/apt/lists/*",
    );
  }
  out.length = Math.max(4, lines - 8);
  // The cut may fall inside a RUN: its last line must not continue into FROM.
  out.push(
    `RUN echo "end"`,
    "FROM node:22-slim",
    "WORKDIR /app",
    "COPY --from=build /src/dist ./dist",
    "USER root",
    "EXPOSE 3000",
    `ENTRYPOINT ["node"]`,
    `CMD ["dist/server.js"]`,
  );
  return `${out.join("\n")}\n`;
}

/** A task definition of about `lines` lines. */
export function taskDefinition(lines: number): string {
  const container = (i: number): object => ({
    name: `service-${i}`,
    image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/service-${i}:1.${i}`,
    essential: i === 0,
    portMappings: [{ containerPort: 3000 + i }],
    environment: Array.from({ length: 8 }, (_, n) => ({ name: `SETTING_${n}`, value: `value-${n}` })),
    secrets: [{ name: "DB_PASSWORD", valueFrom: `arn:aws:ssm:eu-west-1:111122223333:parameter/shop/${i}` }],
    logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": `/shop/${i}`, "awslogs-region": "eu-west-1" } },
  });
  const text = (n: number): string =>
    JSON.stringify({ family: "shop", networkMode: "awsvpc", containerDefinitions: Array.from({ length: n }, (_, i) => container(i)) }, null, 2);
  let n = 1;
  while (text(n).split("\n").length < lines) n++;
  return text(n);
}

/** A policy of `statements` statements. */
export const policy = (statements: number): string =>
  JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: Array.from({ length: statements }, (_, i) => ({
        Sid: `S${i}`,
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "dynamodb:Query"],
        Resource: [`arn:aws:s3:::bucket-${i}/*`, `arn:aws:dynamodb:eu-west-1:111122223333:table/t${i}`],
      })),
    },
    null,
    2,
  );
