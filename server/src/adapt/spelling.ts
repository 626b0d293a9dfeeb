/** How a host spells the names of an AWS API, which are given as the API has them: `readonlyRootFilesystem`. */
export type Spelling = (name: string) => string;

/** As the API itself: `readonlyRootFilesystem`. */
export const camelCase: Spelling = (name) => name;
/** As CloudFormation: `ReadonlyRootFilesystem`. */
export const pascalCase: Spelling = (name) => pascalExceptions[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
/** As Terraform's arguments: `readonly_root_filesystem`. */
export const snakeCase: Spelling = (name) => snakeExceptions[name] ?? name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const pascalExceptions: Readonly<Partial<Record<string, string>>> = {
  efsVolumeConfiguration: "EFSVolumeConfiguration",
  fileSystemId: "FilesystemId",
  fsxWindowsFileServerVolumeConfiguration: "FSxWindowsFileServerVolumeConfiguration",
  iam: "IAM",
};
const snakeExceptions: Readonly<Partial<Record<string, string>>> = { sizeInGiB: "size_in_gib" };
