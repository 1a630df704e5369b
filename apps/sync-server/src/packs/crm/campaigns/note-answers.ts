import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { askedByWord } from '@outpost/domain/kernel/messages/stop-words';
import type { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import type { Service } from '../../../jobs/service/service.ts';

/** CMP-8, CMP-12: notes the activities by which members answered a campaign or opted out. Noting one again changes nothing. */
export async function noteAnswers(
  { campaigns }: Service,
  activities: readonly Pick<RecordOf<typeof activity>, 'fields' | 'createdAt'>[],
): Promise<void> {
  const answers = activities.flatMap(({ createdAt, fields: { direction, about, with: contact, body } }) => {
    if (direction !== 'in') return [];
    const isStop = askedByWord(body ?? '') === 'stop';
    return [...new Set<string>([about.split(':')[1] ?? '', ...(contact ? [contact] : [])])].map((record) => ({ record, at: createdAt, isStop })); // prettier-ignore
  });
  for (const isStop of [false, true]) {
    const records = answers.filter((one) => one.isStop === isStop).map(({ record, at }) => ({ record, at }));
    if (records.length > 0) await campaigns.noteAnswers(isStop ? 'opted-out' : 'replied', records);
  }
}
