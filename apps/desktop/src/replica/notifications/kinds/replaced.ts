import { accept } from '@outpost/domain/kernel/refusal';
import { replacedEntries } from '../../acts/replaced.ts';
import type { PresentNotificationKind } from '../notification-kind.ts';

/** A merge has replaced a value of the person, who has not decided between the two (S-4). */
export const replaced: PresentNotificationKind = {
  id: 'replaced',
  source: 'present',
  list: async ({ device, me }) =>
    accept(
      (await replacedEntries(device))
        .filter(({ lost }) => lost.by === me)
        .map(({ n, field, record, entity, title, kept }) => ({
          at: kept.at,
          about: `${n} ${field}`,
          by: kept.by,
          field,
          value: kept.value,
          needs: { replaced: n, field },
          record: { id: record, entity, title },
        })),
    ),
};
