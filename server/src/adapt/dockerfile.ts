import { type Facts, facts } from "../model/subjects.ts";
import { lexDockerfile } from "../syntax/dockerfile/lex.ts";
import type { Place, Source } from "../text/source.ts";
import { buildStages } from "./dockerfile/stages.ts";
import { isTemplate } from "./dockerfile/template.ts";

export interface DockerfileReading {
  readonly facts: Facts;
  /**
   * Does a heredoc that nothing ends swallow the rest of the file? Unknown instructions and open continuations break nothing:
   * what stands before and behind them is read as BuildKit reads it.
   */
  readonly broken: boolean;
  /** Comment lines, marks included, those inside instructions too; parser directives are none. */
  readonly comments: readonly Place[];
  /** Is it the input of a template engine? Then nothing may be said of it. */
  readonly template: boolean;
}

/** A Dockerfile as BuildKit would read it. Never throws. */
export function readDockerfile(source: Source): DockerfileReading {
  const lexed = lexDockerfile(source.text);
  return {
    facts: facts({ stage: buildStages({ source, lexed }) }),
    broken: lexed.unterminated,
    comments: lexed.comments.map(([start, end]) => source.at(start, end)),
    template: isTemplate(lexed),
  };
}
