/** May a file of this name be one that is read? Answers by the name alone, so that all others need not be opened. */
export const mayBeRelevant = (path: string): boolean => /(?:\.(?:jsonc?|tpl|tmpl)|(?:docker|container)file[^/]*)$/i.test(path);
