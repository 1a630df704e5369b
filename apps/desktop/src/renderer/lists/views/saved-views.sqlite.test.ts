import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { sqliteStore } from '@outpost/domain/testing/query-stores';
import { afterAll, describe, expect, it } from 'vitest';
import { dana, givenShownRecord, me } from '../../testing/given-record.ts';
import { savedViewKind, savedViewsQuestion } from './saved-views.ts';

const teamId = '0190b1f2-7c00-7000-8000-0000000000c1';
const otherTeam = '0190b1f2-7c00-7000-8000-0000000000c2';

let made = 0;
function stored(name: string, change: Parameters<typeof givenShownRecord>[0] = {}): StoredRecord {
  const {
    waiting: _waiting,
    replaced: _replaced,
    ...record
  } = givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-${String(made++).padStart(12, '0')}`,
    entity: savedViewKind,
    ownerId: dana,
    teamId: null,
    ...change,
    fields: { name, forEntity: 'crm/deal', ...change.fields },
  });
  return record as StoredRecord; // the stored form is the shown one without the device's own marks
}

const views = [
  ...Array.from({ length: 250 }, (_, place) => stored(`A private view ${place}`)),
  stored('Mine', { ownerId: me }),
  stored('My team’s', { teamId }),
  stored('Of another team', { teamId: otherTeam }),
  stored('Everyone’s', { fields: { audience: 'everyone' } }),
  stored('Everyone’s of another list', { fields: { audience: 'everyone', forEntity: 'crm/contact' } }),
  stored('Deleted', { ownerId: me, life: 'deleted' }),
];
const store = sqliteStore(installedCatalogue, new Map([[savedViewKind, views]]));
afterAll(() => store.close());

const namesFor = async (teams: readonly (string | null)[]) => {
  const memberships = teams.map((team) => ({ role: 'admin', teamId: team, grants: [], portal: false }));
  const question = listQuerySchema.parse(savedViewsQuestion('crm/deal', { memberships }));
  const ground = {
    catalogue: installedCatalogue,
    engine: { dialect: 'sqlite' as const },
    asking: { userId: me, now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' },
    currency: 'USD',
  };
  const list = compileList(ground, question);
  if (!list.ok) throw new Error(list.message);
  const { rows } = await store.ask(list.value);
  return rows.map(({ fields }) => fields['name']);
};

describe('[A-3b] the saved views of a list', () => {
  it('are the person’s own, their teams’ and everyone’s, however many others an administrator’s device has', async () => {
    expect(await namesFor([teamId, null, teamId])).toEqual(['Everyone’s', 'Mine', 'My team’s']);
  });

  it('include no view of a team for a person without teams', async () => {
    expect(await namesFor([null])).toEqual(['Everyone’s', 'Mine']);
  });
});
