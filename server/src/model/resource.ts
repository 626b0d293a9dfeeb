import type { Place } from "../text/source.ts";

/** What all resources of an AWS account have, whatever their kind. */
export interface Resource {
  /** What its host calls it: a logical id, `aws_ecr_repository.web`, a name. */
  readonly address: string;
  /** Its name where its host writes it: what to point to when the resource lacks something. */
  readonly at: Place;
}
