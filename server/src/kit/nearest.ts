/** The candidate that was probably meant: at most a third of its letters differ, and no more than `most`. */
export function nearest(written: string, candidates: readonly string[], most = Number.POSITIVE_INFINITY): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const furthest = Math.min(most, Math.max(1, candidate.length / 3));
    if (Math.abs(candidate.length - Math.min(written.length, 64)) > furthest) continue;
    const d = distance(written.slice(0, 64).toLowerCase(), candidate.toLowerCase());
    if (d < least && d <= furthest) {
      best = candidate;
      least = d;
    }
  }
  return best;
}

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
