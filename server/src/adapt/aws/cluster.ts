import type { Cluster } from "../../model/cluster.ts";
import { Field } from "../../model/field.ts";
import { get, type Plain } from "../../syntax/tree.ts";
import { flag, many, parts, row, text } from "./column.ts";
import type { AwsResource, Dialect } from "./resource.ts";

const exec = "configuration.executeCommandConfiguration";
const log = `${exec}.logConfiguration`;

/** Defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html. */
const columns = {
  name: text("clusterName", { terraform: "name" }),
  execLogging: text(`${exec}.logging`, {}, "DEFAULT"),
  execKey: text(`${exec}.kmsKeyId`),
  execLogGroup: text(`${log}.cloudWatchLogGroupName`),
  execLogGroupEncrypted: flag(`${log}.cloudWatchEncryptionEnabled`, {}, false),
  execBucket: text(`${log}.s3BucketName`),
  execBucketEncrypted: flag(
    `${log}.s3EncryptionEnabled`,
    { terraform: "configuration.execute_command_configuration.log_configuration.s3_bucket_encryption_enabled" },
    false,
  ),
  storageKey: text("configuration.managedStorageConfiguration.fargateEphemeralStorageKmsKeyId"),
  capacityProviders: many("capacityProviders"),
};

export const clusterIn = (resource: AwsResource): Cluster => ({
  address: resource.address,
  at: resource.at,
  ...row(columns, resource),
  containerInsights: setting(resource, "containerInsights"),
  configuresExec: parts(resource, exec).items.length > 0,
});

/** A setting that is an item of a list, or a block, with its name and its value. */
function setting(resource: AwsResource, name: string): Field<string> {
  const { items, open } = parts(resource, "settings", { cloudformation: "ClusterSettings", terraform: "setting" });
  const found = items.find((item) => text("name")(item).is(name));
  if (found) return text("value")(found);
  if (open || items.some((item) => text("name")(item).opaque)) return Field.opaque(resource.at);
  const { body, dialect, at } = resource;
  return Field.unset(at, {
    key: name,
    set(value) {
      const key = settingsKey[dialect];
      const written = dialect === "cloudformation" ? { Name: name, Value: value } : { name, value };
      const all = get(body, key);
      if (all?.kind === "list") return all.writer.append(all, written);
      const plain: Plain = dialect === "terraform" ? written : [written];
      return all === undefined ? body.writer.set(body, key, plain) : [];
    },
  });
}
const settingsKey: Readonly<Record<Dialect, string>> = { api: "settings", cloudformation: "ClusterSettings", terraform: "setting" };
