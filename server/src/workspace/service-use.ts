import type { Service } from "../model/exposure.ts";
import type { Field } from "../model/field.ts";
import type { ServiceUse } from "../model/service-use.ts";
import type { Facts } from "../model/subjects.ts";
import type { Around, Join, Told } from "./join.ts";
import { folderOf, type In, sharesNamespace } from "./namespace.ts";

interface Named {
  readonly namespace: Field<string>;
  /** Undefined where something else makes it. */
  readonly clusterIP: Service["clusterIP"] | undefined;
}

/** The Services that Ingresses and StatefulSets of a file name. */
export const serviceUses: Join<"serviceUse", In<Named>> = {
  makes: "serviceUse",
  tells,
  looks: ({ ingress, pod }) => ingress.length > 0 || pod.some((p) => p.governingService),
  see: ({ ingress, pod }, uri, around) => [
    ...ingress.flatMap((i) => i.backends.flatMap((service) => seen({ ...i, service }, "Ingress", uri, around))),
    ...pod.flatMap((p) => (p.governingService ? seen({ ...p, service: p.governingService }, "StatefulSet", uri, around) : [])),
  ],
};

const called = (name: string): string => `called ${name}`;
const within = (namespace: Field<string>): string => `in ${namespace.value ?? `(${namespace.state})`}`;
/** Those whose names deployment alone knows. */
const unsure = "unsure";

function* tells({ kubernetesService, pod }: Facts, uri: string): Iterable<Told<In<Named>>> {
  const folder = folderOf(uri);
  const made = [
    ...kubernetesService.map(({ name, namespace, clusterIP }) => ({ name, object: { namespace, clusterIP } })),
    // Knative makes one of the same name.
    ...pod.filter((p) => p.kind === "Service").map(({ name, namespace }) => ({ name, object: { namespace, clusterIP: undefined } })),
  ];
  for (const { name, object } of made) {
    const says = JSON.stringify([within(object.namespace), object.clusterIP?.value, object.clusterIP?.opaque]);
    yield { key: name.value === undefined ? unsure : called(name.value), says, told: { object, folder } };
    yield { key: within(object.namespace), says: "", told: { object, folder } };
  }
}

interface Naming {
  readonly address: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly service: Field<string>;
}

function seen(
  { address, name, namespace, service }: Naming,
  kind: ServiceUse["kind"],
  uri: string,
  around: Around<In<Named>>,
): readonly ServiceUse[] {
  const folder = folderOf(uri);
  if (!service.value || !around.isComplete(folder)) return [];
  const shares = (other: In<Named>): boolean | undefined => sharesNamespace(other, { namespace }, folder);
  const there = around.ask(called(service.value)).filter((other) => shares(other) !== false);
  const isDoubtful = around.ask(unsure).some((other) => shares(other) !== false);
  const found = there.length > 0 ? true : !isDoubtful && around.ask(within(namespace)).some(shares) ? false : undefined;
  const [only] = there;
  const own = there.length === 1 && only && shares(only) ? only.object.clusterIP : undefined;
  const balanced = !own || own.opaque ? undefined : !own.is("None");
  return [{ address, kind, name, service, found, balanced }];
}
