#!/usr/bin/env node
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { getHeapCodeStatistics } from "node:v8";
import { Script } from "node:vm";
import * as zlib from "node:zlib";

// Compiling takes longer than a small scan, so what was compiled is kept beside the program, where only those can write who
// could change the program itself, and never in a folder that all users of the machine share. Node's own cache keeps what is
// compiled when a file is loaded; most of this program is compiled later, when it is called.
const program = join(import.meta.dirname, "cli.cjs");
const kept = join(import.meta.dirname, ".compiled", "cli");
/** Bytes of new code that are worth writing all of it again: another command was called than before. */
const much = 64 * 1024;

const { size, ctimeMs } = statSync(program);
/** Of this very file: the engine compares no more than its length. The time of a change, unlike that of the content, cannot be set. */
const key = `${size} ${ctimeMs}`;
/** What precedes the code: a checksum of all that follows it, how much had been compiled, the key. */
const head = { compiled: 4, key: 12, code: 48 } as const;

const held = read();
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(program, "utf8").replace(/^#!.*/, "")}\n})`, {
  filename: program,
  ...(held ? { cachedData: held.code } : {}),
});
process.on("exit", keep);
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(program), module, program, dirname(program));

function read(): { readonly compiled: number; readonly code: Buffer } | undefined {
  try {
    const file = readFileSync(kept);
    // The engine runs what it is given: damaged code would end the process.
    if (file.readUInt32LE() !== checksum(file) || file.toString("latin1", head.key, head.code).trimEnd() !== key) return undefined;
    return { compiled: file.readDoubleLE(head.compiled), code: file.subarray(head.code) };
  } catch {
    return undefined;
  }
}

function keep(): void {
  const compiled = getHeapCodeStatistics().bytecode_and_metadata_size;
  if (held && script.cachedDataRejected === false && compiled < held.compiled + much) return;
  try {
    const file = Buffer.concat([Buffer.alloc(head.code, " "), script.createCachedData()]);
    file.write(key, head.key, "latin1");
    file.writeDoubleLE(compiled, head.compiled);
    file.writeUInt32LE(checksum(file));
    const beside = `${kept}.${process.pid}`;
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(beside, file, { flag: "wx" });
    renameSync(beside, kept);
  } catch {
    // The program is installed where this user cannot write, or Node is older than 22.2.
  }
}

function checksum(file: Buffer): number {
  return zlib.crc32(file.subarray(head.compiled));
}
