import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { schemasNamed } from './naming/build-digest.ts';
import { judgeCheckpoint, judgeSchemas, type PullPorts } from './pull-ask.ts';
import { type Asking, pullAllTogether } from './pull-together.ts';
import { writeAnswer, type WrittenAnswer } from './written-answer.ts';

/** What a device would be answered if it pulled now; `alone`: that is more than the last news. */
export type StreamAnswer = Result<WrittenAnswer> | 'alone';

/**
 * S-3: pages for streams, of devices of one tenant that are up to date but for the last news. They are asked for, judged, read and written
 * as pulls are, and cost what one pull does where all stand at one place.
 */
export async function pullForStreams(
  ports: PullPorts,
  orgId: string,
  askings: readonly Asking[],
): Promise<readonly StreamAnswer[]> {
  const reads = await pullAllTogether(ports, orgId, askings);
  return Promise.all(
    askings.map(async ({ request }, place) => {
      const schemas = schemasNamed(ports.installed, request.schemas);
      const unfit = schemas ? (judgeSchemas(ports.installed, schemas) ?? judgeCheckpoint(request.at)) : 'alone';
      const read = unfit ?? reads[place] ?? 'alone';
      return read === 'alone' || !read.ok ? read : accept(await writeAnswer(ports, orgId, read.value));
    }),
  );
}
