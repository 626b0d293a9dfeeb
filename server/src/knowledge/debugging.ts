/** A variable that switches a program into a mode for those who write it. */
export interface DebugMode {
  /** What production says; undefined where that has a name of the program's own. */
  readonly off: string | undefined;
  /** May the value mean something else to the program? */
  readonly vague: boolean;
  /** What it does, a clause: "shows errors and internals to whoever causes them". */
  readonly does: string;
}

/** Undefined where this value does no such thing. */
export function debugMode(name: string, value: string): DebugMode | undefined {
  const mode = modes[name];
  return mode?.on.test(value) ? { off: mode.off, vague: mode.vague ?? false, does: mode.does ?? shows } : undefined;
}

interface Mode {
  readonly on: RegExp;
  readonly off?: string;
  readonly vague?: true;
  readonly does?: string;
}
const shows = "shows errors and internals to whoever causes them";
const truth = /^(?:1|true|on|yes)$/i;
const development = /^(?:dev|development)$/;

/**
 * https://flask.palletsprojects.com/en/stable/config/#DEBUG, https://docs.djangoproject.com/en/stable/ref/settings/#debug,
 * https://learn.microsoft.com/aspnet/core/fundamentals/environments, https://guides.rubyonrails.org/configuring.html,
 * https://laravel.com/docs/configuration#debug-mode, https://expressjs.com/en/advanced/best-practice-performance.html#set-node_env-to-production,
 * https://docs.spring.io/spring-boot/reference/actuator/endpoints.html#actuator.endpoints.exposing, https://pkg.go.dev/github.com/gin-gonic/gin#SetMode,
 * https://www.npmjs.com/package/debug.
 */
const modes: Readonly<Partial<Record<string, Mode>>> = {
  FLASK_DEBUG: { on: truth, off: "0" },
  FLASK_ENV: { on: /^development$/, off: "production" },
  DJANGO_DEBUG: { on: truth, off: "False" },
  APP_DEBUG: { on: truth, off: "false" },
  WERKZEUG_DEBUG: { on: truth, off: "0" },
  WP_DEBUG: { on: truth, off: "false" },
  ASPNETCORE_ENVIRONMENT: { on: /^development$/i, off: "Production" },
  DOTNET_ENVIRONMENT: { on: /^development$/i, off: "Production" },
  ASPNETCORE_DETAILEDERRORS: { on: truth, off: "false" },
  NODE_ENV: { on: development, off: "production" },
  RAILS_ENV: { on: /^development$/, off: "production" },
  RACK_ENV: { on: /^development$/, off: "production" },
  APP_ENV: { on: development, off: "production" },
  GIN_MODE: { on: /^debug$/, off: "release", does: "prints its routes and every request" },
  SPRING_PROFILES_ACTIVE: {
    on: /^(?:.{0,200},)?\s*(?:dev|development|debug|local)\s*(?:,|$)/i,
    vague: true,
    does: "runs with the settings of those who develop it",
  },
  MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE: {
    on: /^(?:\*|(?:.{0,200},)?\s*(?:env|heapdump|shutdown|threaddump)\s*(?:,|$))/i,
    off: "health",
    does: "answers with its environment, its memory and more to whoever reaches its port",
  },
  DEBUG: { on: /^(?:\*|true|1)$/i, vague: true, off: "", does: "says more than it should to its log or its users" },
};

/** The debugger that these words start, one that waits for who attaches to it. */
export const debuggerIn = (text: string): string | undefined =>
  /-(?:agentlib:jdwp|Xrunjdwp)\b/.test(text)
    ? /server=n/.test(text)
      ? undefined
      : "Java's debugger"
    : /(?:^|\s)--inspect(?:-brk|-wait)?(?:[=\s]|$)/.test(text)
      ? "Node's debugger"
      : /(?:^|[\s/])(?:debugpy|ptvsd)(?:\s|$)/.test(text)
        ? "Python's debugger"
        : undefined;

/** How sure it is that others reach it. Without an address Node's listens on the loopback; Java's does so since 9, and on all addresses before. */
export const reachOf = (text: string): "high" | "medium" | "low" =>
  /0\.0\.0\.0|[=\s]\*:|\[?::\]?:/.test(text) ? "high" : /localhost|127\.0\.0\.1/.test(text) ? "low" : /jdwp/.test(text) ? "medium" : "low";

/** Ports that debuggers usually have. */
interface DebuggerPort {
  readonly what: string;
  /** Do others use it as well? */
  readonly vague: boolean;
  /** Images whose own port it is. */
  readonly except?: RegExp;
}
/**
 * https://nodejs.org/en/learn/getting-started/debugging, https://docs.oracle.com/en/java/javase/21/docs/specs/jpda/conninv.html (5005 is what IDEs
 * propose), https://github.com/microsoft/debugpy, https://github.com/go-delve/delve/blob/master/Documentation/faq.md, https://pkg.go.dev/net/http/pprof.
 */
export const debuggerPorts: Readonly<Partial<Record<string, DebuggerPort>>> = {
  "9229": { what: "Node's debugger", vague: false },
  "5005": { what: "Java's debugger", vague: true, except: /rasa/ },
  "5678": { what: "Python's debugger", vague: true, except: /n8n/ },
  "2345": { what: "Go's debugger", vague: true },
  "6060": { what: "Go's profiler", vague: true },
};
