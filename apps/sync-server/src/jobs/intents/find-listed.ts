import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { DoNotCallRefusal } from '@outpost/domain/kernel/messages/do-not-call';
import { instantOfMs } from '../../db/instant-at.ts';
import type { JudgedMessage } from '../message-log/log-messages.ts';
import type { IntentPorts } from './intent-ports.ts';

/** MSG-77, MSG-79: returns why one of a record's calls or texts must not go on now, by the do-not-call lists of packs. */
export async function findListed(
  { askDoNotCall, clock }: Pick<IntentPorts, 'askDoNotCall' | 'clock'>,
  orgId: string,
  {
    record: { entity, id },
    messages,
  }: { readonly record: Pick<StoredRecord, 'entity' | 'id'>; readonly messages: readonly JudgedMessage[] },
): Promise<DoNotCallRefusal | undefined> {
  for (const { message, verdict } of messages) {
    const { channel, purpose, address: number } = message;
    if (!askDoNotCall || !verdict.allowed || channel === 'email' || channel === 'post') continue;
    const at = instantOfMs(clock.nowMs());
    const refusal = await askDoNotCall(orgId, { number, channel, purpose, ground: verdict.ground, record: { entity, id }, at }); // prettier-ignore
    if (refusal) return refusal;
  }
  return undefined;
}
