import type { Result } from '@outpost/domain/kernel/refusal';
import { type DevicePull, judgePull, type PullPorts } from '../pull-ask.ts';
import { pullAllTogether } from '../pull-together.ts';
import { writeOutcome, type WrittenAnswer } from '../written-answer.ts';

/** The answer that a device would get if it pulled now; `alone`: more than the last news. */
export type StreamAnswer = Result<WrittenAnswer> | 'alone';

/**
 * S-3: reads pages for the streams of one tenant's devices that lack only the last news. They are checked, read and
 * written like pulls, and cost as much as one pull where all devices have one place.
 */
export async function pullForStreams(
  ports: PullPorts,
  orgId: string,
  pulls: readonly DevicePull[],
): Promise<readonly StreamAnswer[]> {
  const reads = await pullAllTogether(ports, orgId, pulls);
  return Promise.all(
    pulls.map(async ({ request }, place) => {
      const read = judgePull(ports.installed, request) ?? reads[place] ?? 'alone';
      return read === 'alone' ? read : writeOutcome(ports, orgId, read);
    }),
  );
}
