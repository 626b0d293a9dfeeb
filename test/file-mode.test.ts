import { describe, expect, it } from "vitest";
import { specialBits, withoutSpecialBits, withoutWorldWrite, worldWritable } from "../server/src/model/file-mode.ts";

describe("file modes", () => {
  it.each([
    ["755", "", undefined],
    ["0755", "", undefined],
    ["00755", "", undefined],
    ["7", "", undefined],
    ["1777", "", "777"],
    ["4755", "u", "755"],
    ["04755", "u", "755"],
    ["2755", "g", "755"],
    ["6755", "ug", "755"],
    ["7755", "ug", "1755"],
    ["u+s", "u", undefined],
    ["g+s", "g", undefined],
    ["+s", "ug", undefined],
    ["a+s", "ug", undefined],
    ["ug+xs", "ug", "ug+x"],
    ["u=rwxs,g=rx", "u", "u=rwx,g=rx"],
    ["u+s,g+x", "u", "g+x"],
    ["u+x-s", "", "u+x-s"],
    ["o+s", "", undefined],
    ["u-s", "", undefined],
    ["a-s", "", undefined],
    ["u+x", "", "u+x"],
    ["u=", "", "u="],
  ])("%s", (mode, bits, without) => {
    const read = specialBits(mode);
    expect(read && (read.setuid ? "u" : "") + (read.setgid ? "g" : "")).toBe(bits);
    if (bits !== "") expect(withoutSpecialBits(mode)).toBe(without);
  });

  it.each(["", "x", "8755", "47555", "u+q", "z+s", "--help", "/bin/su", "u"])("%j is none", (mode) => expect(specialBits(mode)).toBeUndefined());

  it.each([
    ["777", "755"],
    ["0777", "0755"],
    ["666", "644"],
    ["2777", "2755"],
    ["776", "774"],
    ["762", "760"],
    ["a+w", "u+w"],
    ["a+rwX", "u+rwX,go+rX"],
    ["go+rw", "go+r"],
    ["o=rwx", "o=rx"],
    ["o+w", undefined],
    ["u=rwx,o=rwx", undefined],
  ])("%s lets everyone write", (mode, without) => {
    expect(worldWritable(mode)).toBe(true);
    expect(withoutWorldWrite(mode)).toBe(without);
    if (without !== undefined) expect(worldWritable(without)).toBe(false);
  });

  it.each(["755", "775", "1777", "+w", "u+w", "g+w", "o-w", "a+rX", "a+rwxt", "o+w,o-w", "o=rw,o=r", "g=u", "", "x", "/tmp"])(
    "%j does not let everyone write",
    (mode) => expect(worldWritable(mode)).toBe(false),
  );
});
