import type { TrayEntry } from '../../bridge/contract.ts';
import { givenShownRecord } from './given-record.ts';

type Reason = TrayEntry['reasons'][number];

/** Returns a refused act in the tray: by default a move of the given deal, refused for a missing right. */
/** Returns a refused act in the tray, refused for a reason that names no record. */
export const givenTrayEntryOfWhole = (message: string): TrayEntry => ({
  ...givenTrayEntry(),
  whole: { code: 'undo/unknown', message },
  reasons: [],
});

export function givenTrayEntry(change: Partial<Omit<TrayEntry, 'reasons'>> = {}, why: Partial<Reason> = {}): TrayEntry {
  return {
    id: '0190b1f2-7c00-7000-8000-000000000e01',
    act: '0190b1f2-7c00-7000-8000-000000000e02',
    label: 'Moved Acme renewal to Proposal',
    madeAt: '2026-11-20T08:59:00.000Z',
    refusedAt: '2026-11-20T09:00:00.000Z',
    whole: null,
    reasons: [
      {
        record: givenShownRecord().id,
        entity: 'crm/deal',
        title: 'Acme renewal',
        code: 'access/denied',
        message: 'You may not change it any more.',
        wanted: {},
        creates: false,
        about: null,
        ...why,
      },
    ],
    ...change,
  };
}
