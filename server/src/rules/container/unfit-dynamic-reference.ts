import { bad, cloudformation, good } from "../../kit/example.ts";
import { rule } from "../../kit/rule.ts";
import { nameKind } from "../../knowledge/secrets/name.ts";
import type { Property } from "../../model/property.ts";

export default rule({
  name: "unfit-dynamic-reference",
  on: "property",
  title: "Dynamic reference that does not keep a secret",
  severity: "warning",
  risk: "container",
  why: `\`{{resolve:ssm:…}}\` fetches a parameter of type String: its value is stored in plain text, shown by \`ssm:GetParameter\` without a key, and by CloudFormation wherever
it is used. A password belongs into Secrets Manager (\`{{resolve:secretsmanager:…}}\`) or into a SecureString (\`{{resolve:ssm-secure:…}}\`).

CloudFormation takes \`ssm-secure\` in a few properties only, the passwords of RDS, Redshift, ElastiCache, Directory Service, IAM users, Firehose and OpsWorks among them.
Elsewhere the stack fails.`,
  refs: [
    "NIST SP 800-190 4.1.4",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html",
  ],
  equivalents: [{ tool: "cfn-lint", id: "W2501" }],

  *check(property) {
    const { holder, name, value, type, address } = property;
    const text = value.value ?? value.text ?? "";
    if (holder !== "template" || !type.startsWith("AWS::") || !text.includes("{{resolve:ssm")) return;
    const common = { at: value.at, key: `${address} ${name}` };
    if (text.includes("{{resolve:ssm:") && nameKind(name) === "password") {
      yield { ...common, message: `${name} of "${address}" comes from a parameter that Parameter Store keeps in plain text.` };
    } else if (text.includes("{{resolve:ssm-secure:") && !takesSecure(property)) {
      yield { ...common, message: `CloudFormation does not take ssm-secure in ${name} of "${address}": the stack fails.` };
    }
  },

  examples: [
    bad(cloudformation`
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties:
            MasterUserPassword: «"{{resolve:ssm:/shop/db-password:1}}"»
        Function:
          Type: AWS::Lambda::Function
          Properties:
            Environment:
              Variables:
                DB_PASSWORD: «"{{resolve:ssm-secure:/shop/db-password:1}}"»
    `),
    good(cloudformation`
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties:
            DBName: "{{resolve:ssm:/shop/db-name:1}}"
            MasterUserPassword: "{{resolve:ssm-secure:/shop/db-password:1}}"
        Cache:
          Type: AWS::ElastiCache::ReplicationGroup
          Properties: { AuthToken: "{{resolve:secretsmanager:shop/cache}}" }
    `).because("Names are no secrets, and RDS takes secure strings."),
  ],
});

/** As CloudFormation documents them. */
const secure: Readonly<Partial<Record<string, RegExp>>> = {
  "AWS::DirectoryService::MicrosoftAD": /^Password$/,
  "AWS::DirectoryService::SimpleAD": /^Password$/,
  "AWS::ElastiCache::ReplicationGroup": /^AuthToken$/,
  "AWS::IAM::User": /^Password$/,
  "AWS::KinesisFirehose::DeliveryStream": /^Password$/,
  "AWS::OpsWorks::App": /^Password$/,
  "AWS::OpsWorks::Stack": /^(?:Db)?Password$/,
  "AWS::RDS::DBCluster": /^MasterUserPassword$/,
  "AWS::RDS::DBInstance": /^MasterUserPassword$/,
  "AWS::Redshift::Cluster": /^MasterUserPassword$/,
};
const takesSecure = ({ type, name }: Property): boolean => secure[type]?.test(name) ?? false;
