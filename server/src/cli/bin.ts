#!/usr/bin/env node
import * as module from "node:module";
import { join } from "node:path";

// Compiling takes longer than a small scan: what was compiled is kept beside the program, where only those can write who
// could change the program itself, and never in a folder that all users of the machine share. Node 22.1 and newer can.
module.enableCompileCache?.(join(import.meta.dirname, ".compiled"));
void import("./main.ts");
