import type { Ends, Product } from "../releases.ts";

const runtime = (name: string, label: string, next: string | undefined, ends: Ends): Product => ({
  label: `the Lambda runtime ${label}`,
  names: [`public.ecr.aws/lambda/${name}`, `amazon/aws-lambda-${name}`],
  source: "AWS Lambda Developer Guide, Lambda runtimes: deprecation dates",
  ends,
  ...(next === undefined ? {} : { next }),
  variants: ["-x86_64", "-arm64"],
});

/**
 * AWS Lambda's base images, by the deprecation of their runtimes: from that day on AWS fixes nothing in them. Those on Amazon Linux 2 (Java 8, 11, 17,
 * Python 3.10, 3.11) are not among them: by the same page they go on to get fixes of critical faults after 2026-06-30.
 */
export const lambdaReleases: readonly Product[] = [
  runtime("nodejs", "Node.js", "24", {
    "10": "2021-07-30",
    "12": "2023-03-31",
    "14": "2023-12-04",
    "16": "2024-06-12",
    "18": "2025-09-01",
    "20": "2026-04-30",
  }),
  runtime("python", "Python", "3.13", { "2.7": "2021-07-15", "3.6": "2022-07-18", "3.7": "2023-12-04", "3.8": "2024-10-14", "3.9": "2025-12-15" }),
  runtime("ruby", "Ruby", "3.4", { "2.5": "2021-07-30", "2.7": "2023-12-07", "3.2": "2026-03-31" }),
  runtime("dotnet", ".NET", undefined, {
    core2: "2022-01-05",
    "core2.1": "2022-01-05",
    core3: "2023-04-03",
    "core3.1": "2023-04-03",
    "5.0": "2022-05-10",
    "6": "2024-12-20",
    "7": "2024-05-14",
  }),
  runtime("go", "Go", undefined, { "1": "2024-01-08" }),
];
