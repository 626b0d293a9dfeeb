import type { AppRunnerService } from "../../model/app-runner-service.ts";
import { flag, row, text } from "./column.ts";
import type { AwsResource } from "./resource.ts";

/** Defaults: https://docs.aws.amazon.com/apprunner/latest/api/API_IngressConfiguration.html. Its API has the spelling of CloudFormation. */
const columns = {
  name: text("serviceName", { api: "ServiceName" }),
  isPublic: flag(
    "networkConfiguration.ingressConfiguration.isPubliclyAccessible",
    { api: "NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible" },
    true,
  ),
};

export const appRunnerServiceIn = (resource: AwsResource): AppRunnerService => ({
  address: resource.address,
  at: resource.at,
  ...row(columns, resource),
});
