/**
 * The sizes that a task on Fargate may have: by its CPU, in units of which 1,024 are a vCPU, the least and the most memory and the step between, in MiB.
 * As of 2026-11-28: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
const sizes: readonly (readonly [cpu: number, least: number, most: number, step: number])[] = [
  [256, 512, 2048, 512],
  [512, 1024, 4096, 1024],
  [1024, 2048, 8192, 1024],
  [2048, 4096, 16_384, 1024],
  [4096, 8192, 30_720, 1024],
  [8192, 16_384, 61_440, 4096],
  [16_384, 32_768, 122_880, 8192],
];

/** More is not judged: AWS may sell it by now. */
export const mostCpu = 16_384;

/** Does Fargate have a size of this CPU (in units) and memory (in MiB)? */
export const isFargateSize = (cpu: number, memory: number): boolean =>
  sizes.some(
    ([units, least, most, step]) =>
      // 1.5 GB with a quarter of a vCPU is the one step that is left out.
      units === cpu && memory >= least && memory <= most && (memory - least) % step === 0 && !(units === 256 && memory === 1536),
  );

/** The smallest size that has at least this much of both; undefined where none has. */
export function fargateSizeFor(cpu: number, memory: number): { readonly cpu: number; readonly memory: number } | undefined {
  for (const [units, least, most, step] of sizes) {
    if (units < cpu || most < memory) continue;
    let fit = least + Math.ceil(Math.max(0, memory - least) / step) * step;
    if (units === 256 && fit === 1536) fit = 2048;
    if (fit <= most) return { cpu: units, memory: fit };
  }
  return undefined;
}
