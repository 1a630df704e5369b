import { installedCatalogue } from '@outpost/domain/installed-packs';
import { minutesLater } from '@outpost/domain/kernel/calendar/wall-time';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { withDerived } from '@outpost/domain/kernel/catalogue/record-rules';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { sqliteStore } from '@outpost/domain/testing/query-stores';
import { afterAll, describe, expect, it } from 'vitest';
import { textIn } from '../../../records/values/shown-value.ts';
import { givenShownRecord, me } from '../../../testing/given-record.ts';
import { type FolderId, folderFilter } from './conversation-folders.ts';

const now = '2026-11-20T09:00:00.000Z';
const asking = { userId: me, now, timeZone: 'UTC' };
const ground = { catalogue: installedCatalogue, engine: { dialect: 'sqlite' }, asking, currency: 'USD' } as const;
const kind = entityOf(installedCatalogue, 'crm/conversation');
const team = '0190b1f2-7c00-7000-8000-0000000000b1';

/** 20,000 conversations. One in 100 is open, one in 200 snoozed, half of those until yesterday; all others are closed. */
const conversations: readonly StoredRecord[] = Array.from({ length: 20_000 }, (_, place) => {
  const isSnoozed = place % 200 === 1;
  const handled = place % 100 === 0 ? 'open' : isSnoozed ? 'snoozed' : 'closed';
  const { waiting: _waiting, replaced: _replaced, ...record } = givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`,
    entity: kind.name,
    ownerId: place % 400 === 0 ? null : me,
    teamId: place % 800 === 0 ? team : null,
    fields: {
      name: `Conversation ${place}`,
      about: `crm/deal:0190b1f2-7c00-7000-8000-${String(place).padStart(12, '1')}`,
      handled,
      lastAt: minutesLater('2026-01-01T00:00:00.000Z', place),
      ...(isSnoozed ? { snoozeUntil: place % 400 === 1 ? '2026-11-19T09:00:00.000Z' : '2026-11-21T09:00:00.000Z' } : {}),
    },
  }); // prettier-ignore
  return withDerived(installedCatalogue, kind, record as StoredRecord); // the stored form is the shown one without the device's own marks
});
const store = sqliteStore(installedCatalogue, new Map([[kind.name, conversations]]));
afterAll(() => store.close());

function question(folder: FolderId) {
  const compiled = compileList(ground, listQuerySchema.parse({ entity: kind.name, where: folderFilter(folder, { me, now }), sort: [{ field: 'lastAt', direction: 'desc' }], limit: 1_000 })); // prettier-ignore
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.value;
}

describe('[INB-5] the folders of 20,000 conversations', () => {
  it.each([
    ['mine', 200],
    ['nobody', 50],
    ['snoozed', 50],
    [`team:${team}`, 25],
  ] as const)('%s has its conversations, the newest first, along an index', async (folder, count) => {
    const { rows } = await store.ask(question(folder));
    expect(rows).toHaveLength(count);
    const times = rows.map(({ fields }) => textIn(fields['lastAt']));
    expect(times).toEqual(times.toSorted().toReversed());
    expect((await store.plan(question(folder))).join('\n')).toMatch(/SEARCH t USING (COVERING )?INDEX/);
  });
});
