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

/** A template of about `size` code units: tasks, roles and tables, in the long spelling, which any parser of YAML reads. */
export function template(size: number): string {
  const out = ["AWSTemplateFormatVersion: '2010-09-09'", "Parameters:", "  Stage: { Type: String, Default: prod }", "Resources:"];
  let length = 0;
  for (let i = 0; length < size - 1_800; i++) {
    const resources = `  Task${i}:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: shop-${i}
      RequiresCompatibilities: [FARGATE]
      TaskRoleArn: { Fn::GetAtt: [Role${i}, Arn] }
      ContainerDefinitions:
        - Name: web
          Image: { Fn::Sub: "\${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/shop-${i}:1.${i}" }
          PortMappings:
            - ContainerPort: 3000
          Environment:
            - { Name: STAGE, Value: { Ref: Stage } }
            - Name: TABLE
              Value: { Ref: Table${i} }
          LogConfiguration:
            LogDriver: awslogs
            Options: { awslogs-group: /shop/${i}, awslogs-region: { Ref: "AWS::Region" } }
  Role${i}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { Service: ecs-tasks.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: table
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [dynamodb:GetItem, dynamodb:Query]
                Resource: { Fn::GetAtt: [Table${i}, Arn] }
  Table${i}:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
`;
    out.push(resources.trimEnd());
    length += resources.length;
  }
  return `${out.join("\n")}\n`;
}

/** A file of Terraform of about `lines` lines. */
export function terraform(lines: number): string {
  const out = ['variable "stage" {', '  default = "prod"', "}"];
  for (let i = 0; out.length < lines; i++) {
    out.push(
      ...`
resource "aws_ecs_task_definition" "service_${i}" {
  family                   = "service-${i}-\${var.stage}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  task_role_arn            = aws_iam_role.service_${i}.arn
  container_definitions = jsonencode([
    {
      name         = "web"
      image        = "\${aws_ecr_repository.shop.repository_url}:1.${i}"
      essential    = true
      portMappings = [{ containerPort = 3000 }]
      environment = [
        { name = "STAGE", value = var.stage },
        { name = "TABLE", value = aws_dynamodb_table.service_${i}.name },
      ]
    }
  ])
}

resource "aws_iam_role" "service_${i}" {
  name               = "service-${i}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "service_${i}" {
  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:Query"]
    resources = [aws_dynamodb_table.service_${i}.arn]
  }
}`.split("\n"),
    );
  }
  return `${out.join("\n")}\n`;
}
