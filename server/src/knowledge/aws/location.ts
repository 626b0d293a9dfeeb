/** Where in AWS something is; what no text told is undefined. */
export interface Location {
  /** "aws", "aws-cn", "aws-us-gov". */
  readonly partition: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
}

/** Where things of these texts are, told by their ARNs and the addresses of ECR images: the first that names it counts. */
export function locate(texts: readonly string[]): Location {
  const found = texts.flatMap((text) => [...arns(text), ...images(text)]);
  return {
    partition: found.find((l) => l.partition !== "")?.partition ?? "aws",
    region: found.find((l) => l.region !== "")?.region,
    account: found.find((l) => l.account !== "")?.account,
  };
}

const arns = (text: string): readonly { partition: string; region: string; account: string }[] => {
  const [, partition = "", region = "", account = ""] = /^arn:(aws[a-z-]{0,20}):[a-z0-9-]{1,40}:([a-z0-9-]{0,30}):(\d{12})?:/.exec(text) ?? [];
  return partition === "" ? [] : [{ partition, region, account }];
};

const images = (text: string): readonly { partition: string; region: string; account: string }[] => {
  const [, account = "", region = "", china] = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]{1,30})\.amazonaws\.com(\.cn)?\//.exec(text) ?? [];
  return account === "" ? [] : [{ partition: china ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws", region, account }];
};
