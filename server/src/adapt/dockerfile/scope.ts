import { type Lookup, type Parts, unknown, type Variable } from "../../syntax/dockerfile/expand.ts";

/** Set by BuildKit itself for each build: known to nobody before. https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
const automatic: ReadonlySet<string> = new Set([
  ...["TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE"],
  ...["BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT"],
]);
/** Variables that every image has, whether its Dockerfile says so or not. */
const always: ReadonlySet<string> = new Set(["PATH", "HOME", "HOSTNAME", "PWD"]);
/** Longer values are remembered as unknown, so that values made of values cannot grow without bound. */
const maxValue = 4_096;
const maxAncestors = 100;

/** The variables of one stage, or of the head of the file. ENV beats ARG; a stage sees what its parents set. */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #depth: number;
  readonly #env = new Map<string, Parts>();
  readonly #args = new Map<string, Variable>();

  constructor(parent?: Scope) {
    this.#parent = parent;
    this.#depth = parent ? parent.#depth + 1 : 0;
  }

  setEnv(name: string, value: Parts): void {
    this.#env.set(name, bounded(value));
  }
  /** `value` is undefined for an ARG without default; `inherited` is what the head of the file says of the name. */
  setArg(name: string, value: Parts | undefined, inherited: Variable = "declared"): void {
    this.#args.set(name, automatic.has(name) ? unknown : value ? bounded(value) : inherited === "undeclared" ? "declared" : inherited);
  }

  readonly lookup: Lookup = (name) => this.#find(name, (s) => s.#env) ?? this.#find(name, (s) => s.#args) ?? this.#elsewhere(name);

  #find(name: string, map: (scope: Scope) => ReadonlyMap<string, Variable>): Variable | undefined {
    let scope: Scope | undefined = this;
    for (let hops = 0; scope && hops < maxAncestors; hops++, scope = scope.#parent) {
      const value = map(scope).get(name);
      if (value) return value;
    }
    return undefined;
  }

  #elsewhere(name: string): Variable {
    return automatic.has(name) || always.has(name) || this.#depth >= maxAncestors ? unknown : "undeclared";
  }
}

const bounded = (value: Parts): Parts => (value.reduce((n, part) => n + (part?.length ?? 1), 0) > maxValue ? unknown : value);
