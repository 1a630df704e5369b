import { addressOnChannel } from '@outpost/domain/kernel/campaigns/campaign-values';
import { type LeftOutReason, reasonOfRule } from '@outpost/domain/kernel/campaigns/member-state';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import type { Message, Purpose } from '@outpost/domain/kernel/messages/message';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { Bridge, ShownRecord } from '../../../../../bridge/contract.ts';
import { readWholeList } from '../../../../queries/read-whole-list.ts';
import { readJudge } from '../../../../records/messages/send-ground.ts';

/** Chosen: so many records are read and judged in some seconds. The server reads all. */
const mostPreviewed = 10_000;

/** `match`: the records of the list that this device holds. `isAll`: there are no more of them than were read. */
export type AudiencePreview = {
  readonly match: number;
  readonly members: number;
  readonly leftOut: ReadonlyMap<LeftOutReason, number>;
  readonly isAll: boolean;
};

type Asked = {
  readonly catalogue: Catalogue;
  readonly entity: Entity;
  readonly where: Filter | null;
  readonly channel: 'email' | 'text';
  readonly purpose: Purpose;
  /** UTC. */
  readonly now: string;
};

/** CMP-10: says who of the records of this device would get the message now, and why the others would not. Throws as `ask`. */
export async function previewAudience(bridge: Bridge, { catalogue, entity, where, channel, purpose, now }: Asked): Promise<AudiencePreview> {
  const { rows } = await readWholeList(bridge, { entity: entity.name, ...(where === null ? {} : { where }), sort: [{ field: 'id', direction: 'asc' }] }, mostPreviewed);
  const messages = rows.flatMap((record) => messageTo(record, { entity, channel, purpose }));
  const judge = await readJudge(bridge, catalogue, { messages, now });
  return { ...countAudience(rows, { entity, channel, purpose }, judge), isAll: rows.length < mostPreviewed };
} // prettier-ignore

type Sending = Pick<Asked, 'entity' | 'channel' | 'purpose'>;

function messageTo(record: ShownRecord, { entity, channel, purpose }: Sending): readonly Message[] {
  const address = addressOnChannel(entity, record, channel);
  return address === undefined ? [] : [{ channel, purpose, address }];
}

/** Counts who gets a message. An address gets one: the first record with it stays. */
export function countAudience(rows: readonly ShownRecord[], sending: Sending, judge: (message: Message) => SendVerdict): Omit<AudiencePreview, 'isAll'> {
  const leftOut = new Map<LeftOutReason, number>();
  const taken = new Set<string>();
  const leave = (reason: LeftOutReason) => void leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  let members = 0;
  for (const record of rows) {
    const [message] = messageTo(record, sending);
    if (!message) leave('no-address');
    else if (taken.has(foldedKey(message.address))) leave('same-address');
    else {
      taken.add(foldedKey(message.address));
      const verdict = judge(message);
      if (verdict.allowed) members += 1;
      else leave(reasonOfRule(verdict.rule));
    }
  }
  return { match: rows.length, members, leftOut };
} // prettier-ignore
