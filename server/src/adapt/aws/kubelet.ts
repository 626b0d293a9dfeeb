import type { Component, Setting } from "../../model/component.ts";
import { Field } from "../../model/field.ts";
import type { Instance } from "../../model/instance.ts";
import { textOf } from "../../text/source.ts";

/**
 * What user data tells the kubelet of a node of EKS: flags that the bootstrap script hands on, and keys of the `NodeConfig` that nodeadm reads.
 * Undefined where it tells it nothing. https://awslabs.github.io/amazon-eks-ami/nodeadm/, https://github.com/awslabs/amazon-eks-ami (bootstrap.sh)
 */
export function kubeletIn({ address, at, userData }: Instance): Component | undefined {
  const text = userData.value ?? userData.parts.map((part) => part ?? " ").join("");
  const settings = [
    ...(text.includes("--kubelet-extra-args") ? found(userData, flags) : []),
    ...(text.includes("node.eks.aws/") ? found(userData, keys) : []),
  ];
  return settings.length > 0 ? { address, at, program: "kubelet", settings } : undefined;
}

/** A name and its value, with what the flag of the name is called. */
interface Form {
  readonly pattern: RegExp;
  readonly flagOf: (name: string) => string | undefined;
  readonly keyOf: (name: string) => string;
}

const flags: Form = {
  pattern: /--([a-z]{2,20}(?:-[a-z]{1,20}){1,6})[= ]["']?(\w[\w.,:/-]{0,200})/g,
  flagOf: (name) => name,
  keyOf: (name) => `--${name}`,
};
const named: ReadonlyMap<string, string> = new Map([
  ["readOnlyPort", "read-only-port"],
  ["streamingConnectionIdleTimeout", "streaming-connection-idle-timeout"],
  ["protectKernelDefaults", "protect-kernel-defaults"],
  ["makeIPTablesUtilChains", "make-iptables-util-chains"],
  ["rotateCertificates", "rotate-certificates"],
]);
const keys: Form = {
  pattern: /\b([a-z][A-Za-z]{5,40})["']?[ \t]{0,20}:[ \t]{0,20}["']?(\w{1,40})/g,
  flagOf: (name) => named.get(name),
  keyOf: (name) => name,
};

/** Those that stand in the text as they are; each points to its value there. */
function found({ at }: Field<string>, { pattern, flagOf, keyOf }: Form): readonly Setting[] {
  return Array.from(textOf(at).matchAll(pattern)).flatMap(({ 0: whole, 1: name = "", 2: value = "", index }) => {
    const flag = flagOf(name);
    if (flag === undefined) return [];
    const end = at.start + index + whole.length;
    const place = at.source.at(end - value.length, end);
    return [{ flag, value: Field.written(value, place, { key: keyOf(name), set: (to) => [{ at: place, text: to }] }) }];
  });
}
