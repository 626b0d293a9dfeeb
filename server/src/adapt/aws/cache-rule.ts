import type { CacheRule } from "../../model/cache-rule.ts";
import { row, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html */
const columns = { prefix: text("ecrRepositoryPrefix"), upstream: text("upstreamRegistryUrl") };

export const cacheRuleIn = (resource: AwsResource): CacheRule => ({ address: resource.address, at: resource.at, ...row(columns, resource) });
