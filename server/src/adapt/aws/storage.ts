import type { AccessKey } from "../../model/access-key.ts";
import type { AccessPoint } from "../../model/access-point.ts";
import type { FileSystem } from "../../model/file-system.ts";
import type { LogGroup } from "../../model/log-group.ts";
import type { StoredSecret } from "../../model/stored-secret.ts";
import { amount, flag, row, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html: logs are kept for ever unless told otherwise. */
const logColumns = {
  name: text("logGroupName", { terraform: "name" }),
  retention: amount("retentionInDays"),
  key: text("kmsKeyId"),
};
export const logGroupIn = (resource: AwsResource): LogGroup => ({ address: resource.address, at: resource.at, ...row(logColumns, resource) });

/** https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html: not encrypted unless told otherwise. */
const fileColumns = { encrypted: flag("encrypted", {}, false), key: text("kmsKeyId") };
export const fileSystemIn = (resource: AwsResource): FileSystem => ({ address: resource.address, at: resource.at, ...row(fileColumns, resource) });

/** https://docs.aws.amazon.com/efs/latest/ug/API_CreateAccessPoint.html: the whole file system unless told otherwise. */
const accessColumns = {
  user: text("PosixUser.Uid", { terraform: "posix_user.uid" }),
  group: text("PosixUser.Gid", { terraform: "posix_user.gid" }),
  root: text("RootDirectory.Path", { terraform: "root_directory.path" }, "/"),
  permissions: text("RootDirectory.CreationInfo.Permissions", { terraform: "root_directory.creation_info.permissions" }),
};
export const accessPointIn = (resource: AwsResource): AccessPoint => ({
  address: resource.address,
  at: resource.at,
  ...row(accessColumns, resource),
});

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html */
const keyColumns = { user: text("userName", { terraform: "user" }), status: text("status", {}, "Active") };
export const accessKeyIn = (resource: AwsResource): AccessKey => ({ address: resource.address, at: resource.at, ...row(keyColumns, resource) });

const secretColumns = { name: text("name"), key: text("kmsKeyId"), value: text("secretString") };
/** `rotated` are the addresses of the secrets that something in the same file rotates. */
export const storedSecretIn = (resource: AwsResource, rotated: ReadonlySet<string>): StoredSecret => ({
  address: resource.address,
  at: resource.at,
  ...row(secretColumns, resource),
  rotated: rotated.has(resource.address),
});
