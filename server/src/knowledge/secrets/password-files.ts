/**
 * Images whose start script reads a variable from a file where the variable's name ends in _FILE, and the variables that it does so for.
 * https://hub.docker.com/_/postgres, /mysql, /mariadb, /mongo, /mongo-express, /wordpress, /redmine, /nextcloud: "Docker Secrets";
 * https://www.elastic.co/guide/en/elasticsearch/reference/current/docker.html,
 * https://docs.influxdata.com/influxdb/v2/install/use-docker-compose/,
 * https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/#configure-grafana-with-docker-secrets
 */
const images: readonly { readonly image: RegExp; readonly variables: RegExp; readonly suffix: string }[] = [
  { image: /^postgres$/, variables: /^POSTGRES_PASSWORD$/, suffix: "_FILE" },
  { image: /^mysql$/, variables: /^MYSQL_(?:ROOT_)?PASSWORD$/, suffix: "_FILE" },
  { image: /^mariadb$/, variables: /^(?:MARIADB|MYSQL)_(?:ROOT_)?PASSWORD$/, suffix: "_FILE" },
  { image: /^mongo$/, variables: /^MONGO_INITDB_ROOT_PASSWORD$/, suffix: "_FILE" },
  { image: /^mongo-express$/, variables: /^ME_CONFIG_(?:MONGODB_ADMINPASSWORD|BASICAUTH_PASSWORD)$/, suffix: "_FILE" },
  { image: /^wordpress$/, variables: /^WORDPRESS_(?:DB_PASSWORD|(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT))$/, suffix: "_FILE" },
  { image: /^redmine$/, variables: /^REDMINE_(?:DB_PASSWORD|SECRET_KEY_BASE)$/, suffix: "_FILE" },
  { image: /^nextcloud$/, variables: /^(?:NEXTCLOUD_ADMIN|MYSQL|POSTGRES|SMTP)_PASSWORD$/, suffix: "_FILE" },
  { image: /^(?:docker\.elastic\.co\/elasticsearch\/)?elasticsearch$/, variables: /^ELASTIC_PASSWORD$/, suffix: "_FILE" },
  { image: /^influxdb$/, variables: /^DOCKER_INFLUXDB_INIT_PASSWORD$/, suffix: "_FILE" },
  { image: /^grafana\/grafana(?:-oss|-enterprise)?$/, variables: /^GF_[A-Z0-9_]{1,100}$/, suffix: "__FILE" },
];

/** The variable by which an image takes the path of a file instead of the value; undefined where it does not. */
export function fileVariable(image: string, variable: string): string | undefined {
  const name = image.replace(/[:@].*$/s, "").replace(/^(?:(?:index\.|registry-1\.)?docker\.io\/)?(?:library\/)?/, "");
  const known = images.find((i) => i.image.test(name) && i.variables.test(variable));
  return known && variable + known.suffix;
}
