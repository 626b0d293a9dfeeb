/** Folders that hold other people's code, or what tools wrote. A build or dist folder is not one: Dockerfiles live there. */
export const vendored: ReadonlySet<string> = new Set(
  [
    ".git .hg .svn .jj .bzr CVS",
    "node_modules bower_components jspm_packages .yarn .pnpm-store .npm",
    "vendor third_party Pods Carthage .bundle .cargo .gradle .m2",
    "site-packages dist-packages botocore .venv .tox .nox __pycache__ .mypy_cache .pytest_cache .ruff_cache .eggs",
    ".terraform .terragrunt-cache cdk.out .aws-sam .serverless .pulumi",
    ".cache .next .nuxt .svelte-kit .parcel-cache .turbo .vscode-test",
  ].flatMap((line) => line.split(" ")),
);
