/** An image that its publisher no longer maintains under this name, whatever the tag. */
export interface Abandoned {
  /** What became of it, a clause after the image's name: "is deprecated since July 2022". */
  readonly fate: string;
  /** What its publisher points to, or the image that took its place. */
  readonly instead: string;
  /** A reference that a change to is usual, where this tag has one. */
  readonly successor: string | undefined;
}

/** What is known of an image by its name, as `imageName` gives it, and its tag; undefined for all that is not known to be abandoned. */
export function abandonedImage(name: string, tag: string | undefined): Abandoned | undefined {
  const entry = byName.get(name) ?? byName.get(`${name.slice(0, Math.max(name.lastIndexOf("/"), 0))}/*`);
  if (!entry || entry.except?.includes(name) || (entry.tags && (tag === undefined || !entry.tags.test(tag)))) return undefined;
  let successor: string | undefined;
  for (const [pattern, image] of entry.successors ?? []) {
    if (tag === undefined || successor !== undefined || !pattern.test(tag)) continue;
    successor = tag.replace(pattern, image);
  }
  return { fate: entry.fate, instead: entry.instead, successor };
}

interface Entry extends Omit<Abandoned, "successor"> {
  /** Names; a last `/*` stands for any one segment. */
  readonly names: readonly string[];
  readonly source: string;
  readonly except?: readonly string[];
  /** Only tags like these. */
  readonly tags?: RegExp;
  /** Tags, whole, and the reference that takes their place. */
  readonly successors?: readonly (readonly [tag: RegExp, image: string])[];
}

/** Java releases that Eclipse Temurin maintains, by the tags that openjdk and java used. */
const temurin: Entry["successors"] = [
  [/^(8|11|17|21)(?:u\d+|\.[\d.]+)?(?:-(jdk|jre))?-alpine(?:3\.\d+)?$/, "eclipse-temurin:$1-$2-alpine"],
  [/^(8|11|17|21)(?:u\d+|\.[\d.]+)?-(jdk|jre)(?:-slim)?(?:-(?:buster|bullseye|stretch))?$/, "eclipse-temurin:$1-$2"],
  [/^(8|11|17|21)(?:u\d+|\.[\d.]+)?(?:-slim)?(?:-(?:buster|bullseye|stretch))?$/, "eclipse-temurin:$1"],
];

const mcr = (names: readonly string[], instead: string): Entry => ({
  names,
  source: "Microsoft container images moved to the Microsoft Container Registry in 2018-2020; those on Docker Hub are no longer updated",
  fate: "has not been updated since Microsoft moved its images to its own registry",
  instead,
});

const entries: readonly Entry[] = [
  {
    names: ["openjdk"],
    source: "Docker Hub, openjdk: deprecation notice; docker-library/openjdk#505. Early-access builds alone are still published",
    // Early-access builds of the next releases are what it is for since then.
    tags: /^(?:[1-9]|1\d|2[01]|latest|jre|jdk|slim|alpine)(?:[^\d]|$)(?!ea)/,
    fate: "has been deprecated since July 2022 and gets no updates",
    instead: "eclipse-temurin, amazoncorretto or another maker's build of OpenJDK",
    successors: temurin,
  },
  {
    names: ["java"],
    source: "Docker Hub, java: deprecated in favour of openjdk, last updated in 2017",
    fate: "was given up for openjdk in 2016, which is deprecated itself",
    instead: "eclipse-temurin or amazoncorretto",
    successors: temurin,
  },
  {
    names: ["adoptopenjdk", "adoptopenjdk/*"],
    source: "Docker Hub, adoptopenjdk: no further updates after 2021-08-01",
    fate: "has got no updates since August 2021",
    instead: "eclipse-temurin",
    successors: [[/^(8|11|17)-(jdk|jre)-hotspot(?:-(?:focal|bionic))?$/, "eclipse-temurin:$1-$2"]],
  },
  {
    names: ["centos"],
    source: "Docker Hub, centos: deprecation notice; CentOS Linux 8 ended on 2021-12-31, 7 on 2024-06-30",
    fate: "is deprecated: CentOS Linux reached its end in June 2024 and its package mirrors are gone",
    instead: "quay.io/centos/centos:stream9, almalinux, rockylinux/rockylinux or amazonlinux",
  },
  {
    names: ["jenkins"],
    source: "Docker Hub, jenkins: deprecated in favour of jenkins/jenkins",
    fate: "has been deprecated since 2018",
    instead: "jenkins/jenkins",
  },
  {
    names: ["vault"],
    source: "docker-library/docs vault/deprecated.md: from Vault 1.14 on in hashicorp/vault only",
    fate: "has got no updates since Vault 1.13",
    instead: "hashicorp/vault",
    successors: [[/^(1\.\d+(?:\.\d+)?)$/, "hashicorp/vault:$1"]],
  },
  {
    names: ["consul"],
    source: "docker-library/docs consul/deprecated.md: from Consul 1.16 on in hashicorp/consul only",
    fate: "has got no updates since Consul 1.15",
    instead: "hashicorp/consul",
    successors: [[/^(1\.\d+(?:\.\d+)?)$/, "hashicorp/consul:$1"]],
  },
  {
    names: ["iojs"],
    source: "Docker Hub, iojs: io.js was merged into Node.js in 2015",
    fate: "was merged into Node.js in 2015",
    instead: "node",
  },
  mcr(["microsoft/dotnet"], "mcr.microsoft.com/dotnet/sdk, aspnet and runtime"),
  mcr(["microsoft/aspnetcore", "microsoft/aspnetcore-build"], "mcr.microsoft.com/dotnet/aspnet and sdk"),
  mcr(["microsoft/aspnet", "microsoft/dotnet-framework"], "mcr.microsoft.com/dotnet/framework/aspnet and sdk"),
  mcr(["microsoft/windowsservercore"], "mcr.microsoft.com/windows/servercore"),
  mcr(["microsoft/nanoserver"], "mcr.microsoft.com/windows/nanoserver"),
  mcr(["microsoft/iis"], "mcr.microsoft.com/windows/servercore/iis"),
  mcr(["microsoft/mssql-server-linux"], "mcr.microsoft.com/mssql/server"),
  mcr(["microsoft/azure-cli"], "mcr.microsoft.com/azure-cli"),
  {
    names: ["bitnami/*"],
    source: "bitnami/containers#83267: versioned images moved to bitnamilegacy from 2025-08-28 on, without updates",
    except: ["bitnami/minideb"],
    tags: /^\d/,
    fate: "was moved to bitnamilegacy in September 2025 and gets no updates",
    instead: "the software's own official image or Bitnami Secure Images",
  },
  {
    names: ["bitnamilegacy/*"],
    source: "bitnami/containers#83267: an archive without updates",
    fate: "is an archive of August 2025 and gets no updates",
    instead: "the software's own official image or Bitnami Secure Images",
  },
  {
    names: ["k8s.gcr.io/*", "gcr.io/google_containers/*", "gcr.io/google-containers/*"],
    source: "kubernetes.io, 2023-02-06: k8s.gcr.io is frozen from 2023-04-03 on",
    fate: "is on a registry that has been frozen since April 2023",
    instead: "registry.k8s.io",
  },
  {
    names: ["circleci/*"],
    source: "CircleCI: legacy convenience images are no longer updated from 2021-12-31 on",
    tags: /^(?!.*picard)/,
    except: ["circleci/picard", "circleci/runner", "circleci/runner-agent"],
    fate: "has got no updates since December 2021",
    instead: "cimg",
  },
  {
    names: ["jboss/keycloak"],
    source: "keycloak.org: the WildFly distribution ended with 16.1 in 2022; images are on quay.io/keycloak/keycloak",
    fate: "has got no updates since Keycloak 16",
    instead: "quay.io/keycloak/keycloak",
  },
];

const byName: ReadonlyMap<string, Entry> = new Map(entries.flatMap((e) => e.names.map((n) => [n, e] as const)));
