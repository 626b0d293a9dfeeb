import type { Stage } from "./build.ts";
import { chain, commandsOf } from "./chain.ts";
import type { Field } from "./field.ts";
import { imageOf } from "./image.ts";

const login =
  /(?:^|[-_./])(?:git|gitea|gitlab|gitlab-[a-z]+|gitolite|gogs|forgejo|gerrit|s?ftp|sshd?|openssh(?:-server)?|bastion|jump(?:host|box)?)(?:$|[-_./])/i;

/** Are people or Git to log in there, by the names of its stages and base or by what it sets up for them? */
export const isForLogin = (stage: Stage): boolean =>
  chain(stage).some((s) => login.test(s.address) || names(s.base)) ||
  commandsOf(stage).some((c) => c.words.some((w) => w.is((text) => /git-shell|gitolite|internal-sftp/.test(text))));

/** A registry's host says nothing: registry.gitlab.com has images of all kinds. */
const names = (base: Field<string>): boolean => login.test(imageOf(base)?.repository ?? "");
