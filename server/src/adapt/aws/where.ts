import { exampleAccounts } from "../../knowledge/aws/example-accounts.ts";
import { rememberedOf } from "../../knowledge/remembered.ts";
import type { Beside } from "../../model/policy.ts";
import type { Source } from "../../text/source.ts";

/**
 * The account and the Region that a file is about, where it names but one: in ARNs, in addresses of images, in settings of a provider or a log.
 * Accounts of documentation are nobody's, and no file is about one. They are looked for when a fix asks for them, and once for all policies of a file.
 */
export const whereIn = rememberedOf(({ text }: Source): readonly Beside[] => {
  const accounts = new Set<string>();
  const regions = new Set<string>();
  for (const [, region = "", account = ""] of text.matchAll(/\barn:aws[\w-]{0,12}:[\w-]{1,40}:([\w-]{0,20}):(\d{12}):/g)) {
    if (!exampleAccounts.has(account)) accounts.add(account);
    if (isRegion.test(region)) regions.add(region);
  }
  for (const [, account = "", region = ""] of text.matchAll(/\b(\d{12})\.dkr\.ecr(?:-fips)?\.([\w-]{1,20})\.amazonaws\./g)) {
    if (!ofAws.has(account) && !exampleAccounts.has(account)) accounts.add(account);
    regions.add(region);
  }
  for (const [, region = ""] of text.matchAll(/\bregion"?[ \t]{0,40}[:=][ \t]{0,40}"?([a-z]{2}(?:-[a-z]{1,9}){1,3}-\d)\b/gi)) regions.add(region);
  return [...only("Account", accounts), ...only("Region", regions)];
});

/**
 * Whose images of AWS's own stand in files of many: of EKS (https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html), App Mesh,
 * the deep learning containers and aws-for-fluent-bit, by their guides.
 */
const ofAws: ReadonlySet<string> = new Set(["602401143452", "840364872350", "763104351884", "906394416424"]);
const isRegion = /^[a-z]{2}(?:-[a-z]{1,9}){1,3}-\d$/;
function only(placeholder: string, names: ReadonlySet<string>): readonly Beside[] {
  const [name, ...others] = names;
  return name === undefined || others.length > 0 ? [] : [{ service: undefined, placeholder, name }];
}
