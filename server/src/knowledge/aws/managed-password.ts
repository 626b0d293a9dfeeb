/**
 * Databases that make the password of their master user up themselves, keep it in Secrets Manager and change it: the property that holds a
 * password, and the one that says so. It cannot stand beside the first.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html,
 * https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html,
 * https://docs.aws.amazon.com/documentdb/latest/developerguide/docdb-secrets-manager.html
 */
const managed: ReadonlyMap<string, readonly [password: string, manages: string]> = new Map([
  ["AWS::RDS::DBInstance", ["MasterUserPassword", "ManageMasterUserPassword"]],
  ["AWS::RDS::DBCluster", ["MasterUserPassword", "ManageMasterUserPassword"]],
  ["AWS::DocDB::DBCluster", ["MasterUserPassword", "ManageMasterUserPassword"]],
  ["AWS::Redshift::Cluster", ["MasterUserPassword", "ManageMasterPassword"]],
  ["aws_db_instance", ["password", "manage_master_user_password"]],
  ["aws_rds_cluster", ["master_password", "manage_master_user_password"]],
  ["aws_docdb_cluster", ["master_password", "manage_master_user_password"]],
  ["aws_redshift_cluster", ["master_password", "manage_master_password"]],
]);

/** What to set to true instead of a password in a resource of this type; undefined where there is no such thing. */
export function managesPassword(type: string, property: string): string | undefined {
  const [password, manages] = managed.get(type) ?? [];
  return property === password ? manages : undefined;
}
