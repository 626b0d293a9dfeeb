import { Field } from "../../model/field.ts";
import type { Restriction, Security } from "../../model/security.ts";
import type { MapNode } from "../../syntax/tree.ts";
import type { Edit } from "../../text/source.ts";
import { boolean, list, placeOf, texts } from "../fields.ts";
import { securityOptions } from "../security-options.ts";
import type { Spelling } from "../spelling.ts";

/** Capabilities beside those of Docker, and Docker's options. ECS has no words for the rest. */
export function security(map: MapNode, spelling: Spelling, inner: Spelling): Security {
  const capabilities = (which: string): readonly string[] => [spelling("linuxParameters"), inner("capabilities"), inner(which)];
  const options = securityOptions(list(map, spelling("dockerSecurityOptions"), texts), "no-new-privileges");
  const droppedCapabilities = list(map, capabilities("drop"), texts);
  return {
    addedCapabilities: list(map, capabilities("add"), texts),
    droppedCapabilities,
    ...options,
    hostProcess: Field.unset<boolean>(placeOf(map)).or(false),
    restrict: (to) => restricted(to, { droppedCapabilities, ...options, readOnlyRoot: boolean(map, spelling("readonlyRootFilesystem")) }),
  };
}

/** Where each part stands by itself, the edits of all of them. */
export function restricted(to: Restriction, { droppedCapabilities, privilegeEscalation, seccomp, readOnlyRoot }: Restrictable): readonly Edit[] {
  const edits = [
    ...(to.capabilities ? [droppedCapabilities.add("ALL")] : []),
    ...(to.privilegeEscalation ? [privilegeEscalation.set(false)] : []),
    ...(to.seccomp && !seccomp.is("default") ? [seccomp.set("default")] : []),
    ...(to.readOnlyRoot ? [readOnlyRoot.set(true)] : []),
    // There is no word for it.
    ...(to.nonRoot ? [[]] : []),
  ];
  return edits.every((e) => e.length > 0) ? edits.flat() : [];
}
interface Restrictable extends Pick<Security, "droppedCapabilities" | "privilegeEscalation" | "seccomp"> {
  readonly readOnlyRoot: Field<boolean>;
}
