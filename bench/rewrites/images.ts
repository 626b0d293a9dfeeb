/** An image that stands in for a public one: what of it counts for builds and for what starts. */
export interface StandIn {
  /** Has it a shell, and the programs of a distribution? */
  readonly shell: boolean;
  /** Where it has interpreters. */
  readonly programs: readonly string[];
  readonly entrypoint: readonly string[];
  readonly user: string;
}

const distroless = (programs: readonly string[], entrypoint: readonly string[] = []): StandIn => ({
  shell: false,
  programs,
  entrypoint,
  user: "65532",
});
const full = (programs: readonly string[]): StandIn => ({ shell: true, programs, entrypoint: [], user: "0" });

/** By the beginning of its name. Entrypoints and users are those that the images' own sources give (see server/src/knowledge/base-images/runtimes.ts). */
const images: readonly (readonly [name: string, image: StandIn])[] = [
  ["gcr.io/distroless/nodejs", distroless(["/nodejs/bin/node"], ["/nodejs/bin/node"])],
  ["gcr.io/distroless/python3", distroless(["/usr/bin/python3", "/usr/bin/python3.13"], ["/usr/bin/python3.13"])],
  ["gcr.io/distroless/java", distroless(["/usr/bin/java"], ["/usr/bin/java", "-jar"])],
  ["gcr.io/distroless/", distroless([])],
  ["mcr.microsoft.com/dotnet/aspnet:", { ...distroless(["/usr/bin/dotnet"]), user: "1654" }],
  ["node:", full(["/usr/local/bin/node"])],
  ["python:", full(["/usr/local/bin/python"])],
  ["maven:", full(["/opt/java/openjdk/bin/java"])],
  ["eclipse-temurin:", full(["/opt/java/openjdk/bin/java"])],
  ["", full([])],
];

export const standIn = (name: string): StandIn => images.find(([begin]) => name.startsWith(begin))?.[1] ?? full([]);
