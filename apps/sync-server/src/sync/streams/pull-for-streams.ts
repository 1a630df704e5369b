import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { schemasNamed } from '../naming/build-digest.ts';
import { judgeCheckpoint, judgeSchemas, type PullPorts } from '../pull-ask.ts';
import { type DevicePull, pullAllTogether } from '../pull-together.ts';
import { writeAnswer, type WrittenAnswer } from '../written-answer.ts';

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
      const schemas = schemasNamed(ports.installed, request.schemas);
      const unfit = schemas ? (judgeSchemas(ports.installed, schemas) ?? judgeCheckpoint(request.at)) : 'alone';
      const read = unfit ?? reads[place] ?? 'alone';
      return read === 'alone' || !read.ok ? read : accept(await writeAnswer(ports, orgId, read.value));
    }),
  );
}
