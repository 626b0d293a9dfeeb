import type { Family, Smaller, Variant } from "./family.ts";

/** From .NET 8 on, and the two kinds of images without a shell. */
const eight = /^(?:latest$|[89](?:\.|-|$)|1[0-9](?:\.|-|$))/;
const bare = /(?:chiseled|distroless)/;
const lacks = "a shell, a package manager or root as the user";

const chiseled: readonly Smaller[] = [
  { tag: /^(8\.0)(?:-(?:bookworm-slim|jammy))?$/, image: ":$1-jammy-chiseled", without: lacks },
  { tag: /^(9\.0|10\.0)(?:-(?:bookworm-slim|noble))?$/, image: ":$1-noble-chiseled", without: lacks },
];

const variants = (name: string, kind: "small" | "sdk", smaller: readonly Smaller[]): readonly Variant[] => [
  { tag: bare, kind: "bare", user: "1654", like: [`${name}:8.0-jammy-chiseled`, `${name}:9.0-azurelinux3.0-distroless`] },
  { tag: eight, kind, user: "root", spare: "1654", smaller, like: [`${name}:8.0`, `${name}:10.0-noble`, name] },
  { kind, user: "root", smaller, like: [`${name}:6.0`, `${name}:7.0-alpine`] },
];

export const dotnet: readonly Family[] = [
  {
    names: ["mcr.microsoft.com/dotnet/aspnet", "mcr.microsoft.com/dotnet/runtime", "mcr.microsoft.com/dotnet/runtime-deps"],
    source: "dotnet/dotnet-docker Dockerfiles: user app, ENV APP_UID=1654 from .NET 8 on, USER $APP_UID in chiseled and distroless variants",
    variants: variants("mcr.microsoft.com/dotnet/aspnet", "small", []),
  },
  {
    names: ["mcr.microsoft.com/dotnet/sdk"],
    source: "dotnet/dotnet-docker Dockerfiles and README.aspnet.md",
    variants: [
      {
        tag: eight,
        kind: "sdk",
        user: "root",
        spare: "1654",
        smaller: [
          { tag: /^(\d+\.0)(?:\.\d+)?-alpine/, image: "mcr.microsoft.com/dotnet/aspnet:$1-alpine", without: "the SDK" },
          { tag: /^(\d+\.0)(?:\.\d+)?(?:-(?!alpine)|$)/, image: "mcr.microsoft.com/dotnet/aspnet:$1", without: "the SDK" },
          ...chiseled.map((c) => ({ ...c, image: `mcr.microsoft.com/dotnet/aspnet${c.image}` })),
        ],
        like: ["mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/sdk:9.0-noble", "mcr.microsoft.com/dotnet/sdk:8.0-alpine"],
      },
      {
        kind: "sdk",
        user: "root",
        smaller: [{ tag: /^([3567]\.[01])(?:\.\d+)?(?:-|$)/, image: "mcr.microsoft.com/dotnet/aspnet:$1", without: "the SDK" }],
        like: ["mcr.microsoft.com/dotnet/sdk:6.0"],
      },
    ],
  },
];
