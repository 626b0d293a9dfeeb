/** `numberOf(1, "file")` is "1 file", `numberOf(2, "file")` "2 files". */
export const numberOf = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
