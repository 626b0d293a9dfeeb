import type { Container } from "./container.ts";
import { barePath } from "./path.ts";

/** Is something mounted there or above, or may it be? */
export const isMounted = ({ mounts, tmpfs }: Container, path: string): boolean =>
  mounts.state === "opaque" ||
  tmpfs.state === "opaque" ||
  [...mounts.items.map((m) => m.path), ...tmpfs.items.map((t) => t.path)].some(
    (p) => p.value === undefined || path === settled(p.value) || path.startsWith(`${settled(p.value)}/`),
  );

/** Without a slash at its end. /var/run is /run. */
const settled = (path: string): string => barePath(path).replace(/^\/var\/run(?=\/|$)/, "/run");
