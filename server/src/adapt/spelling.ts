/** How a host spells the names of an AWS API, which are given as the API has them: `readonlyRootFilesystem`. */
export type Spelling = (name: string) => string;

/** As the API itself: `readonlyRootFilesystem`. */
export const camelCase: Spelling = (name) => name;
/** As CloudFormation: `ReadonlyRootFilesystem`. */
export const pascalCase: Spelling = (name) => name.charAt(0).toUpperCase() + name.slice(1);
/** As Terraform's arguments: `readonly_root_filesystem`. */
export const snakeCase: Spelling = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
