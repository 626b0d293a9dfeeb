import type { Field } from "../../model/field.ts";
import { isPosixShell } from "../../syntax/shell/shells.ts";

const windowsImage = /(?:^|[/:-])(?:windows|nanoserver|servercore|windowsservercore)(?:[/:-]|$)|(?:^|\/)dotnet\/framework\//i;

/** Is it an image, or a platform, of Windows by its name? */
export const isWindows = (image: Field<string>, platform: Field<string>): boolean =>
  image.is((name) => windowsImage.test(name)) || platform.is((p) => p.toLowerCase().startsWith("windows"));

/** Does an instruction's `SHELL ["…"]` name such a shell? */
export const namesPosixShell = (words: readonly Field<string>[]): boolean => words[0]?.is(isPosixShell) ?? false;
