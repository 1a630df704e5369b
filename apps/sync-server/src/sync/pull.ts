import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { PullAnswer } from '@outpost/domain/sync/protocol';
import { answerPulls } from './answer-pulls.ts';
import { rememberBuild } from './naming/build-digest.ts';
import type { PullAsk } from './naming/standing.ts';
import { ownPage } from './own-page.ts';
import { type DeviceAsker, isUpToDate, judgePull, type PullPorts, type PullRead } from './pull-ask.ts';
import { pullTogether } from './pull-together.ts';
import { readWrittenAnswer, writeOutcome, type WrittenAnswer } from './written-answer.ts';

/**
 * S-1: reads one page of the data that is new to a device, in one snapshot. Devices that lack only the last news are answered
 * together (`pull-together.ts`), and the others alone (`own-page.ts`). Refuses `sync/client-too-old` and `sync/client-too-new`
 * (K-5), `access/session-ended`, and `request/invalid` for an invalid checkpoint. Devices with the same answer share one object.
 */
export async function pullWritten(
  ports: PullPorts,
  asker: DeviceAsker,
  request: PullAsk,
): Promise<Result<WrittenAnswer>> {
  const unread = judgePull(ports.installed, request);
  if (unread) return writeOutcome(ports, asker.orgId, unread);
  if (typeof request.schemas !== 'string') rememberBuild(ports.installed, request.schemas);
  const together = isUpToDate(request) ? await pullTogether({ ports, asker, request }) : 'alone';
  const read = together === 'alone' ? await pullAlone(ports, asker, request) : together;
  return writeOutcome(ports, asker.orgId, read);
}

/** Returns the answer of `pullWritten`, parsed as a device of this wire parses it. */
export async function pull(ports: PullPorts, asker: DeviceAsker, request: PullAsk): Promise<Result<PullAnswer>> {
  const written = await pullWritten(ports, asker, request);
  return written.ok ? accept(readWrittenAnswer(written.value)) : written;
}

async function pullAlone(ports: PullPorts, asker: DeviceAsker, request: PullAsk): Promise<Result<PullRead>> {
  const pulls = [{ ports, asker, request }];
  const [outcome] = await answerPulls(ports.database, asker.orgId, { pulls, reader: ownPage });
  if (outcome === undefined || outcome === 'alone') throw new Error('A device that pulls alone got no answer');
  return outcome;
}
