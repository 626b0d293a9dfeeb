import { describe, expect, it } from "vitest";
import { secretsInScript } from "../server/src/knowledge/secrets/script.ts";

/** The secret stands between « and ». */
const told: readonly string[] = [
  `wget --header='PRIVATE-TOKEN: «Kx82jjdQ9fLwPz3»' https://git.example.com/x`,
  `curl -H "Authorization: Api-Token «22cb987851bc5659b29114c62e60c79abd0d2c08»" https://shop.example.com`,
  `vault login -method=token «s.ZC9Ecf4M5g9o34Q6RkzGsj0z»`,
  `openssl enc -aes-256-cbc -k «Rain-in-May-77» -in x -out y`,
  `openssl rsa -in key.pem -passin pass:«Rain-in-May-77»`,
  `keytool -genkeypair -alias shop -keypass «Rain-in-May-77»`,
  `rabbitmqctl add_user shop «Rain-in-May-77»`,
  `unzip -P «Rain-in-May-77» data.zip`,
  `ssh-keygen -t ed25519 -N «Rain-in-May-77» -f key`,
  `CREATE USER 'shop'@'%' IDENTIFIED BY '«Rain-in-May-77»';`,
  `ALTER USER postgres PASSWORD '«Rain-in-May-77»';`,
  `psql -c "CREATE ROLE shop LOGIN PASSWORD '«Rain-in-May-77»'"`,
  `echo 'machine git.example.com login shop password «Rain-in-May-77»' > ~/.netrc`,
  `proxy_set_header Authorization "Basic «c2hvcDpSYWluLWluLU1heS03Nw==»";`,
  `{"apiKey": "«Kx82jjdQ-9fLwPz3»"}`,
];
const silent: readonly string[] = [
  `wget --header="PRIVATE-TOKEN: $TOKEN" https://git.example.com/x`,
  `vault login -method=aws role=shop`,
  `openssl rsa -in key.pem -passin env:KEY_PASSWORD`,
  `openssl enc -k "$PASSPHRASE" -in x`,
  `rabbitmqctl add_user shop "$(cat /run/secrets/queue)"`,
  `ssh-keygen -t ed25519 -N '' -f key`,
  `psql -c "CREATE ROLE shop LOGIN PASSWORD '$DB_PASSWORD'"`,
  `CREATE USER shop IDENTIFIED BY '\${password}';`,
  `proxy_set_header Authorization "Bearer $token";`,
  `proxy_set_header Authorization $http_authorization;`,
  `{"apiKey": "$API_KEY", "tokenUrl": "https://login.example.com/token"}`,
  `echo "the password is set by 'passwd'"`,
];

describe("secrets that commands take in their own ways", () => {
  it.each(told)("%s", (text) => {
    const plain = text.replace(/[«»]/g, "");
    const found = secretsInScript(plain).filter((one) => one.secret.strength === "secret" || one.secret.strength === "likely");
    expect(found.map((one) => plain.slice(one.start, one.end))).toEqual([/«(.*)»/.exec(text)?.[1]]);
  });
  it.each(silent)("leaves alone: %s", (text) => expect(secretsInScript(text)).toEqual([]));
});
