import type { Field } from "../../model/field.ts";

const windowsImage = /(?:^|[/:-])(?:windows|nanoserver|servercore|windowsservercore)(?:[/:-]|$)|-(?:nanoserver|windowsservercore)/i;

/** Is it an image, or a platform, of Windows by its name? */
export const isWindows = (image: Field<string>, platform: Field<string>): boolean =>
  image.is((name) => windowsImage.test(name)) || platform.is((p) => p.toLowerCase().startsWith("windows"));

const posixShells: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash", "ksh", "zsh", "mksh", "busybox"]);

/** Is it the name or path of a shell that reads POSIX syntax? */
export const isPosixShell = (name: string): boolean => posixShells.has(name.slice(name.lastIndexOf("/") + 1));

/** Does an instruction's `SHELL ["…"]` name such a shell? */
export const namesPosixShell = (words: readonly Field<string>[]): boolean => words[0]?.is(isPosixShell) ?? false;
