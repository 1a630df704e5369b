import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { mostStops } from '@outpost/domain/kernel/geo/round';
import { describe, expect, it } from 'vitest';
import { actRequestSchema } from '../../bridge/shapes/act-request.ts';
import { givenShownRecord, me } from '../testing/given-record.ts';
import { planRequest, visitKindsOf } from './plan-round.ts';

const account = entityOf(installedCatalogue, 'crm/account');
const idOf = (last: number) => `0190b1f2-7c00-7000-8000-000000000c${String(last).padStart(2, '0')}`;
const stop = (last: number, name = `Stop ${last}`) =>
  givenShownRecord({ id: idOf(last), entity: account.name, fields: { name } });
const start = '2026-11-20T08:00:00.000Z';
const kindNamed = (name: string) => {
  const kind = visitKindsOf(installedCatalogue, account.name).find(({ makes }) => makes.name === name);
  if (!kind) throw new Error(`${name} is no kind of visit`);
  return kind;
};
const plan = (kind: string, records = [stop(1), stop(2)]) =>
  planRequest(kindNamed(kind), {
    entity: account,
    records,
    places: records.map((_, index) => ({ latitude: 0, longitude: index * 0.0899 })), // 10 km apart: 30 minutes
    start,
    ownerId: me,
  });

describe('the plan of a round', () => {
  it('makes records of the kinds that declare visits and can be about the stops', () => {
    expect(visitKindsOf(installedCatalogue, 'crm/account').map(({ makes }) => makes.name)).toEqual([
      'crm/task',
      'crm/activity',
    ]);
    expect(visitKindsOf(installedCatalogue, 'platform/person')).toEqual([]);
  });

  it('is one act with a task about each stop, at the time of its visit', () => {
    expect(plan('crm/task')).toEqual({
      label: 'Planned a round of 2 stops',
      edits: [
        { entity: 'crm/task', create: { fields: { subject: 'Visit Stop 1', about: `crm/account:${idOf(1)}`, dueAt: start }, ownerId: me } },
        { entity: 'crm/task', create: { fields: { subject: 'Visit Stop 2', about: `crm/account:${idOf(2)}`, dueAt: '2026-11-20T08:45:00.000Z' }, ownerId: me } },
      ],
    }); // prettier-ignore
  });

  it('gives records with a length the minutes of a stop, and the declared values', () => {
    const [first] = plan('crm/activity').edits;
    expect(first).toMatchObject({ create: { fields: { kind: 'meeting', lasts: 900, happensAt: start } } });
  });

  it('is a valid act at the most stops, also with names that are too long for a title', () => {
    const long = plan(
      'crm/task',
      Array.from({ length: mostStops }, (_, index) => stop(index + 10, 'x'.repeat(400))),
    );
    expect(actRequestSchema.safeParse(long).success).toBe(true);
    const [first] = long.edits;
    expect(first && 'create' in first ? String(first.create.fields?.['subject']).length : 0).toBe(400);
  });

  it('leaves out retired kinds', () => {
    const kinds = visitKindsOf(withoutTasks(), account.name).map(({ makes }) => makes.name);
    expect(kinds).toEqual(['crm/activity']);
  });
});

/** Returns the catalogue with a retired kind of tasks, as after the removal of a pack. */
function withoutTasks() {
  const task = { ...entityOf(installedCatalogue, 'crm/task'), isRetired: true as const };
  return { ...installedCatalogue, entities: new Map([...installedCatalogue.entities, [task.name, task]]) };
}
