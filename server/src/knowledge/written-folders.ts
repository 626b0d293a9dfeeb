/**
 * Folders that well-known images write to when they run as they come, beside `/tmp` and what they declare as a `VOLUME`: Docker and containerd
 * mount an empty volume for that.
 * nginx: https://hub.docker.com/_/nginx, "Running nginx in read-only mode"; its unprivileged twin keeps all in /tmp:
 * https://hub.docker.com/r/nginxinc/nginx-unprivileged.
 * Apache keeps its pid in `logs`: https://httpd.apache.org/docs/2.4/mod/mpm_common.html#pidfile; as Debian has it, under /run.
 * Tomcat: https://tomcat.apache.org/tomcat-10.1-doc/introduction.html#Directories_and_Files.
 * PostgreSQL, MySQL and MariaDB put a socket where their Dockerfiles make a folder for it: https://github.com/docker-library/postgres,
 * https://github.com/docker-library/mysql, https://github.com/MariaDB/mariadb-docker.
 * Grafana: https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/. Caddy: https://hub.docker.com/_/caddy.
 */
const images: readonly { readonly name: RegExp; readonly tag?: RegExp; readonly folders: readonly string[] }[] = [
  { name: /^(?:public\.ecr\.aws\/nginx\/)?nginx$/, folders: ["/var/cache/nginx", "/run"] },
  { name: /^httpd$/, folders: ["/usr/local/apache2/logs"] },
  { name: /^php$/, tag: /-apache(?:-|$)/, folders: ["/run"] },
  { name: /^wordpress$/, tag: /^(?!.*(?:fpm|cli))/, folders: ["/run"] },
  {
    name: /^tomcat$/,
    folders: ["/usr/local/tomcat/logs", "/usr/local/tomcat/temp", "/usr/local/tomcat/work"],
  },
  { name: /^postgres$/, folders: ["/run/postgresql"] },
  { name: /^(?:mysql|mariadb)$/, folders: ["/run/mysqld"] },
  { name: /^grafana\/grafana(?:-oss|-enterprise)?$/, folders: ["/var/lib/grafana"] },
  { name: /^caddy$/, folders: ["/config", "/data"] },
];

/** Without `/tmp`, for nearly all want that. */
export const foldersWrittenBy = (name: string, tag = ""): readonly string[] =>
  images.find((i) => i.name.test(name) && (i.tag?.test(tag) ?? true))?.folders ?? [];
