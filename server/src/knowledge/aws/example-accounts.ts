/** The numbers that AWS's guides of IAM, ECR and ECS write where a reader is to write their own account. */
export const exampleAccounts: ReadonlySet<string> = new Set(["123456789012", "111122223333", "444455556666", "777788889999"]);
