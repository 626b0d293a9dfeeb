/** What a shell or Compose takes where a variable is not set: `hunter2` of `${DB_PASSWORD:-hunter2}`. */
export const fallbackOf = (text: string): string | undefined => /^\$\{[A-Za-z_]\w{0,100}:?-([^{}$]{1,200})\}$/.exec(text.trim())?.[1];
