const posix: ReadonlySet<string> = new Set(["ash", "bash", "dash", "ksh", "mksh", "sh", "zsh"]);

/** Is it the name or path of a shell that reads POSIX syntax? */
export const isPosixShell = (name: string): boolean => posix.has(name.slice(name.lastIndexOf("/") + 1));
