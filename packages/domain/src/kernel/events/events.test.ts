import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { installedCatalogue } from '../../installed-packs.ts';
import { sampleCatalogue } from '../../testing/query-sample.ts';
import { auditActionNames } from '../audit/audit-actions.ts';
import { blankRecord } from '../entities/record.ts';
import type { JsonValue } from '../json.ts';
import { eventBody, eventSchemasOf, eventSchemaVersion, recordInEvent } from './event-schemas.ts';
import { eventOfRow, type JournalRowOfEvent } from './event-of-row.ts';
import { eventTypesOf } from './event-types.ts';

const org = '0190b1f2-7c00-7000-8000-00000000000f';
const record = '0190b1f2-7c00-7000-8000-000000000001';
const row = (more: Partial<JournalRowOfEvent> = {}): JournalRowOfEvent => ({
  org, n: 17, kind: 'changed', at: '2026-11-20T08:00:00.000Z', by: 'ann', entity: 'crm/deal', record, changed: {}, refused: {}, ...more,
}); // prettier-ignore
const changed = (fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>, more: Partial<JournalRowOfEvent> = {}) =>
  eventOfRow(installedCatalogue, row({ changed: fields, ...more })); // prettier-ignore
const signIn: NonNullable<JournalRowOfEvent['event']> = {
  action: 'sign-in', outcome: 'done', at: '2026-11-20T07:59:58.000Z', by: 'ann', about: null, entity: null, record: null, times: 1, details: {},
}; // prettier-ignore

/**
 * The fingerprint of each form of events. The test fails if the form changes without a new number: raise `eventSchemaVersion` and
 * add a line. The sample's kinds are used, so that a new field of a pack changes nothing here.
 */
const fingerprints: Readonly<Record<number, string>> = { 1: 'c51f97dd0b228f4a' };

describe('[EVT-2] the event of a journal row', () => {
  it('is named after the kind and the change, and has the tenant and the number as its id', () => {
    expect(changed({ name: ['a', 'b'] })).toMatchObject({ type: 'deal.updated', id: `${org}-17`, n: 17, changed: ['name'] }); // prettier-ignore
    const types = [
      changed({ name: [null, 'a'], stage: [null, 'prospecting'] }, { kind: 'created' }),
      changed({ stage: ['prospecting', 'won'], closedOn: [null, '2026-11-20'] }),
      changed({ life: ['alive', 'deleted'] }),
      changed({ life: ['deleted', 'alive'] }),
      changed({ life: ['alive', `merged:${record}`] }),
      changed({ name: [null, 'A'] }, { kind: 'created', entity: 'platform/person' }),
      changed({ label: ['A', 'B'] }, { entity: 'platform/role' }),
    ].map((event) => event?.type);
    expect(types).toEqual([
      'deal.created', 'deal.stage_changed', 'deal.deleted', 'deal.restored', 'deal.merged', 'user.registered', 'permission.role.updated',
    ]); // prettier-ignore
  });

  it('is that of the action where no record changed, at the time at which it happened', () => {
    const event = eventOfRow(installedCatalogue, row({ kind: 'event', entity: null, record: null, event: signIn }));
    expect(event).toMatchObject({ of: 'action', type: 'user.logged_in', action: 'sign-in', at: signIn.at, by: 'ann' });
  });

  it('is that of a refusal of access, and of an erasure by law, which names its number of records alone', () => {
    const refused = eventOfRow(installedCatalogue, row({ kind: 'decided', refused: { [record]: 'access/denied' } }));
    expect(refused).toMatchObject({ type: 'access.refused', outcome: 'refused', by: 'ann', record });
    const erasure = { records: [{ id: 'a' }, { id: 'b' }], reason: 'Zaphod asked' };
    const erased = eventOfRow(installedCatalogue, row({ kind: 'erasure', entity: null, record: null, erasure }));
    expect(erased).toMatchObject({ type: 'records.erased', details: { records: 2 }, by: null });
    expect(JSON.stringify(erased)).not.toContain('Zaphod');
  });

  it('does not exist for other refused acts, passed tombstones, unknown kinds and sealed fields', () => {
    const none = [
      row({ kind: 'decided', refused: { [record]: 'records/stale' } }),
      row({ kind: 'erased' }),
      row({ entity: 'other/thing' }),
      row({ entity: 'crm/contact-identity', sealed: true }),
      row({ entity: 'crm/contact-identity' }),
    ];
    for (const one of none) expect([one.kind, eventOfRow(installedCatalogue, one)]).toEqual([one.kind, undefined]);
  });

  it('has no value of a field', () => {
    const event = changed({ name: ['Old Secret', 'New Secret'], value: [null, { amount: 77_123, currency: 'USD' }] });
    expect(JSON.stringify(event)).not.toMatch(/Secret|77123/);
  });
});

describe('[EVT-2] the types of events', () => {
  it('are different from each other, are lower case, and cover all actions that are not changes of records', () => {
    const types = eventTypesOf(installedCatalogue);
    const names = types.map(({ type }) => type);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/);
    expect(new Set(types.flatMap((type) => ('actions' in type ? type.actions : [])))).toEqual(new Set(auditActionNames).difference(new Set(['rights/changed', 'settings/changed']))); // prettier-ignore
    expect(names).not.toContain('contact_identity.created');
  });

  it('keep their names when a pack with a kind of the same name is installed later', () => {
    const [, pack] = ['', { ...[...installedCatalogue.entities.values()][0] }];
    const entities = new Map([
      ...installedCatalogue.entities,
      ['later/deal', { ...pack, name: 'later/deal' } as never],
    ]);
    const later = eventTypesOf({ ...installedCatalogue, entities });
    const typesOf = (kind: string) => later.flatMap((type) => ('entity' in type && type.entity === kind ? [type.type] : [])); // prettier-ignore
    expect(typesOf('crm/deal')).toContain('deal.updated');
    expect(typesOf('later/deal')).toContain('later.deal.updated');
  });
});

describe('[EVT-3] the schemas of events', () => {
  it('have the pinned fingerprint of their number', () => {
    const text = JSON.stringify([...eventSchemasOf(sampleCatalogue)].filter(([type]) => /^(shop|user)\./.test(type)));
    const fingerprint = createHash('sha256').update(text).digest('hex').slice(0, 16);
    expect(fingerprint).toBe(fingerprints[eventSchemaVersion]);
  });

  it('exist for every type and accept the bodies that are sent', () => {
    const schemas = eventSchemasOf(installedCatalogue);
    expect([...schemas.keys()]).toEqual(eventTypesOf(installedCatalogue).map(({ type }) => type));
    const deal = installedCatalogue.entities.get('crm/deal') ?? expect.fail('no deal');
    const stored = { ...blankRecord(record, 'crm/deal'), version: 17, fields: { name: 'A', stage: 'won', gone: 'x' } };
    const content = recordInEvent(stored, deal);
    expect(content.fields).toEqual({ name: 'A', stage: 'won' });
    const events = [changed({ name: ['a', 'b'] }), eventOfRow(installedCatalogue, row({ kind: 'event', event: signIn }))]; // prettier-ignore
    for (const event of events) {
      if (!event) throw new Error('no event');
      const schema = z.fromJSONSchema(schemas.get(event.type) as never);
      const bodies = event.of === 'record' ? [eventBody(event), eventBody(event, content)] : [eventBody(event)];
      for (const body of bodies) expect(schema.safeParse(body).error).toBeUndefined();
      expect(schema.safeParse({ ...eventBody(event), type: 'x' }).success).toBe(false);
      expect(schema.safeParse({ ...eventBody(event), data: { n: 0 } }).success).toBe(false);
    }
  });
});
