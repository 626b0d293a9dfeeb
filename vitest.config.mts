import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/editor/**"],
    testTimeout: 60_000,
    // Two cores are the smallest machine that the suite is meant for.
    maxWorkers: 2,
  },
});
