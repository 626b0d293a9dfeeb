/**
 * One spelling for the same file: clients and servers escape differently (`file:///c%3A/a%20b`, `file:///C:/a b`).
 * For comparing and for paths only, never sent.
 */
export function canonical(uri: string): string {
  return decoded(uri)
    .replace(/\/$/, "")
    .replace(/^file:\/\/\/[A-Za-z]:/, (drive) => drive.toLowerCase());
}

/** The path from a folder to what lies below it, unescaped and with `/`; undefined for all else. */
export function relative(folder: string, uri: string): string | undefined {
  const base = `${canonical(folder)}/`;
  const whole = canonical(uri);
  return whole.startsWith(base) ? whole.slice(base.length) : undefined;
}

/** The folder that holds a file or folder, without a slash at its end; undefined at the root, and where a URI has no path. */
export function parent(uri: string): string | undefined {
  const [, root, path = ""] = /^([^:/]+:(?:\/\/[^/]*)?)(\/.*)?$/.exec(uri) ?? [];
  const end = path.replace(/\/$/, "").lastIndexOf("/");
  return root === undefined || end < 0 ? undefined : root + path.slice(0, end);
}

/** The unescaped last segment. */
/** The file that a path means from a folder; undefined where it leads above the root. */
export function joined(folder: string, path: string): string | undefined {
  let at: string | undefined = folder;
  for (const part of path.split("/")) {
    if (part === "..") at = parent(at ?? "");
    else if (part !== "" && part !== ".") at = at && `${at}/${encodeURIComponent(part)}`;
  }
  return at;
}

export const basename = (uri: string): string => decoded(uri.slice(uri.lastIndexOf("/") + 1));

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    // A stray percent sign: then the spelling that was sent is the only one.
    return uri;
  }
}
