import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/editor/**"],
    // A net for what never ends, not a measure: machines are slow, and busy.
    testTimeout: 300_000,
    // Two cores are the smallest machine that the suite is meant for.
    maxWorkers: 2,
  },
});
