import { Field, List } from "../model/field.ts";
import type { HealthCheck } from "../model/health-check.ts";
import type { Limits } from "../model/limits.ts";
import type { NameResolution, Namespaces } from "../model/network.ts";
import type { Place } from "../text/source.ts";

/** What a host has no word for, and what another file says. `at` is what lacks it. */

export const absentHealthCheck = (at: Place): HealthCheck => ({
  state: "unset",
  command: none(at),
  network: false,
  interval: unset(at),
  timeout: unset(at),
  retries: unset(at),
  startPeriod: unset(at),
  disabled: unset(at),
});

export const absentNames = (at: Place): NameResolution => ({ hosts: none(at), servers: none(at) });
export const absentNamespaces = (at: Place): Namespaces => namespaces(unset, at);
export const unknownNamespaces = (at: Place): Namespaces => namespaces(Field.opaque, at);
export const absentLimits = (at: Place): Limits => limits(unset, at);
export const unknownLimits = (at: Place): Limits => limits(Field.opaque, at);

type Make = <T>(at: Place) => Field<T>;
const unset: Make = (at) => Field.unset(at);

/** A list that a host does not have. */
export const none = <T, New = T>(at: Place): List<T, New> => new List<T, New>("unset", [], at);
/** A list that another file has. */
export const unknownList = <T, New = T>(at: Place): List<T, New> => new List<T, New>("opaque", [], at);

const namespaces = (make: Make, at: Place): Namespaces => ({
  network: make(at),
  pid: make(at),
  ipc: make(at),
  uts: make(at),
  user: make(at),
  cgroup: make(at),
});

const limits = (make: Make, at: Place): Limits => ({
  memory: make(at),
  memoryRequest: make(at),
  cpu: make(at),
  cpuRequest: make(at),
  pids: make(at),
  storage: make(at),
});
