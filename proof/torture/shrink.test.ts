import { describe, expect, it } from 'vitest';
import { shrink } from './shrink.ts';
import { drawSessions, type SessionRecording } from './sessions/session-step.ts';
import { drawRecording, type Recording } from './worlds/step.ts';

const long = drawRecording({ seed: 5, devices: 3, ops: 64 });
const [culprit, accomplice] = [long.steps[11], long.steps[50]];

describe('shrinking a failed history', () => {
  it('[S-6] keeps exactly the necessary steps, in their order, without other faults', async () => {
    const fails = async ({ steps }: Recording) => {
      const at = steps.findIndex((step) => step.seed === culprit?.seed);
      return at >= 0 && steps.slice(at).some((step) => step.seed === accomplice?.seed);
    };
    const short = await shrink(long, fails);
    expect(short.steps).toEqual([
      { ...culprit, calm: true },
      { ...accomplice, calm: true },
    ]);
    expect(short.devices).toEqual(long.devices);
  });

  it('[S-6] shortens a history of sessions in the same way', async () => {
    const drawn = drawSessions(3);
    const [first, last] = [drawn.steps[20], drawn.steps[90]];
    const fails = async ({ steps }: SessionRecording) =>
      [first, last].every((one) => steps.some(({ seed }) => seed === one?.seed));
    const { seed, steps } = await shrink(drawn, fails);
    expect(seed).toBe(3);
    expect(steps).toEqual([
      { ...first, calm: true },
      { ...last, calm: true },
    ]);
  });

  it('[S-6] returns a failing history, however soon it has to stop', async () => {
    const fails = async ({ steps }: Recording) => steps.some((step) => step.seed === culprit?.seed);
    for (const tries of [0, 1, 7]) expect(await fails(await shrink(long, fails, tries))).toBe(true);
  });
});
