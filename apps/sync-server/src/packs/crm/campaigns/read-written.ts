import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import type { Service } from '../../../jobs/service/service.ts';

/** Messages and letters of campaigns, by their ids. */
export type Written = {
  readonly messages: ReadonlyMap<string, RecordOf<typeof activity>>;
  readonly letters: ReadonlyMap<string, RecordOf<typeof letter>>;
  readonly has: (id: string) => boolean;
};

/** Returns the messages and letters with these ids, as the service sees them. Those that are not there are left out. */
export async function readWritten(service: Service, ids: readonly string[]): Promise<Result<Written>> {
  const named = { where: { field: 'id', op: 'one-of', value: [...ids] } } as const;
  const messages = ids.length === 0 ? accept([]) : await service.list(activity, named);
  if (!messages.ok) return messages;
  const others = messages.value.length < ids.length ? await service.list(letter, named) : accept([]);
  if (!others.ok) return others;
  const [mails, letters] = [new Map(messages.value.map((one) => [one.id as string, one])), new Map(others.value.map((one) => [one.id as string, one]))]; // prettier-ignore
  return accept({ messages: mails, letters, has: (id) => mails.has(id) || letters.has(id) });
}
