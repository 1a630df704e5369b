/** A step of a history, and whether its lines are without faults. */
type Shrinkable = { readonly calm?: true | undefined };

/**
 * Removes from a history everything that its failure does not need: first ranges of steps, shorter and shorter (delta debugging),
 * then faults of the lines. Plays at most `tries` histories. The returned history has failed.
 */
export async function shrink<Step extends Shrinkable, Recording extends { readonly steps: readonly Step[] }>(
  recording: Recording & { readonly steps: readonly Step[] },
  /** Whether a history still fails in the same way. */
  stillFails: (recording: Recording) => Promise<boolean>,
  tries = 200,
): Promise<Recording> {
  let [left, best] = [tries, recording];
  const attempt = async (steps: readonly Step[]): Promise<boolean> => {
    if (left <= 0) return false;
    left -= 1;
    const shorter = { ...best, steps: [...steps] };
    if (!(await stillFails(shorter))) return false;
    best = shorter;
    return true;
  };
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let isShorter = true; isShorter && left > 0;) {
      isShorter = false;
      for (let start = 0; start < best.steps.length;) {
        const without = best.steps.filter((_, place) => place < start || place >= start + size);
        if (await attempt(without)) isShorter = true;
        else start += size;
      }
    }
  }
  for (const [place, step] of best.steps.entries())
    if (step.calm !== true) await attempt(best.steps.with(place, { ...step, calm: true }));
  return best;
}
