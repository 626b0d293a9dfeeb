/** What a resource of some types calls plainly, though it is a secret there. */
const names: ReadonlyMap<string, string> = new Map([
  ["AWS::ApiGateway::ApiKey Value", "api_key"],
  ["aws_api_gateway_api_key value", "api_key"],
  ["github_actions_secret plaintext_value", "secret"],
  ["github_actions_organization_secret plaintext_value", "secret"],
  ["github_dependabot_secret plaintext_value", "secret"],
]);

/** The name by which a property is judged: its own, or what it is in a resource of this type. */
export const judgedName = (type: string, name: string): string => names.get(`${type} ${name}`) ?? name;
