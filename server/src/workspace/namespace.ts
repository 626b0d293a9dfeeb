import type { Field } from "../model/field.ts";

/** An object of Kubernetes, and where it lies. */
export interface In<T> {
  readonly object: T & { readonly namespace: Field<string> };
  /** Where files are that are applied together. */
  readonly folder: string;
}

/** Are the two in one namespace? Where none is written, it is that of what is applied with it: undefined, unless the files lie apart. */
export function sharesNamespace(
  { object, folder }: In<object>,
  { namespace }: { readonly namespace: Field<string> },
  other: string,
): boolean | undefined {
  if (object.namespace.value !== undefined && namespace.value !== undefined) return object.namespace.value === namespace.value;
  if (!isWithin(folder, other) && !isWithin(other, folder)) return object.namespace.unset && namespace.unset ? false : undefined;
  return object.namespace.unset && namespace.unset ? true : undefined;
}

const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`) || outer === "";

/** Kustomize keeps a base and what overlays it beside each other. */
export function folderOf(uri: string): string {
  const folders = uri.split("/").slice(0, -1);
  const overlaid = folders.findIndex((name, i) => i > 0 && /^(?:base|overlays|components|templates)$/.test(name));
  return (overlaid < 0 ? folders : folders.slice(0, overlaid)).join("/");
}
