import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { installedCatalogue } from '../../installed-packs.ts';
import { sampleCatalogue } from '../../testing/query-sample.ts';
import { auditActionNames } from '../audit/audit-actions.ts';
import { cloudEventOf, cloudEventSchemasOf, cloudEventVersion, messageOf } from './cloud-event.ts';
import { type DomainEvent, eventOfRow, type JournalRowOfEvent } from './event-of-row.ts';
import { eventTopicsOf, topicsOf } from './event-topics.ts';
import { eventTypesOf } from './event-types.ts';
import { securityEventTypes } from './security-event-types.ts';

const org = '0190b1f2-7c00-7000-8000-00000000000f';
const record = '0190b1f2-7c00-7000-8000-000000000001';
const row = (more: Partial<JournalRowOfEvent> = {}): JournalRowOfEvent => ({
  org, n: 17, kind: 'changed', at: '2026-11-20T08:00:00.000Z', by: 'ann', entity: 'crm/deal', record, changed: {}, refused: {}, ...more,
}); // prettier-ignore
const eventOf = (more: Partial<JournalRowOfEvent> = {}): DomainEvent =>
  eventOfRow(installedCatalogue, row(more)) ?? expect.fail('no event');
const actionOf = (action: NonNullable<JournalRowOfEvent['event']>['action'], details = {}): DomainEvent =>
  eventOf({ kind: 'event', entity: null, record: null, event: { action, outcome: 'done', at: '2026-11-20T07:59:58.000Z', by: 'ann', about: null, entity: null, record: null, times: 1, details } }); // prettier-ignore
const topics = (event: DomainEvent): readonly string[] => topicsOf(installedCatalogue, event);
const cloud = (event: DomainEvent) => cloudEventOf(installedCatalogue, org, event);

/** As in `events.test.ts`: a changed form needs a new number and a line. */
const fingerprints: Readonly<Record<number, string>> = { 1: '3e875faa7279ab86' };

describe('[EVT-14] the topics of an event', () => {
  it('are those that the documents name, and one for each other kind of record', () => {
    expect(topics(actionOf('sign-in'))).toEqual(['auth.user.events', 'audit.events']);
    expect(topics(eventOf({ kind: 'created', entity: 'platform/person' }))).toEqual([
      'auth.user.events', 'org.member.events', 'audit.events',
    ]); // prettier-ignore
    expect(topics(eventOf({ entity: 'platform/person', changed: { memberships: [[], []] } }))).toContain('org.member.events'); // prettier-ignore
    expect(topics(eventOf({ entity: 'platform/role' }))).toEqual(['permission.role.events', 'audit.events']);
    expect(topics(actionOf('organisation/suspended'))).toEqual(['org.organization.events', 'audit.events']);
    expect(topics(eventOf({ entity: 'platform/organisation' }))[0]).toBe('org.organization.events');
    expect(topics(actionOf('plan/changed'))).toEqual(['billing.subscription.events', 'audit.events']);
    expect(topics(eventOf({ changed: { name: ['a', 'b'] } }))).toEqual(['crm.deal.events']);
    expect(topics(actionOf('data/exported'))).toEqual(['audit.events']);
  });

  it('include the one for audits where nothing of a record changed, and where rights or settings did', () => {
    const actions = auditActionNames.filter((action) => securityEventTypes[action] !== null);
    for (const action of actions) expect([action, topics(actionOf(action)).at(-1)]).toEqual([action, 'audit.events']);
    for (const entity of ['platform/person', 'platform/role', 'platform/team', 'platform/pipeline'])
      expect([entity, topics(eventOf({ entity })).includes('audit.events')]).toEqual([entity, true]);
    expect(topics(eventOf({ entity: 'crm/contact' }))).not.toContain('audit.events');
  });

  it('are in the list of all topics, and all own kinds of tenants share one', () => {
    const all = eventTopicsOf(installedCatalogue);
    expect(all).toEqual([...new Set(all)].toSorted());
    for (const name of ['auth.user.events', 'org.member.events', 'org.organization.events', 'billing.subscription.events', 'permission.role.events', 'crm.deal.events', 'audit.events'])
      expect(all).toContain(name); // prettier-ignore
    for (const topic of all) expect(topic).toMatch(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}$/);
    const deal = installedCatalogue.entities.get('crm/deal');
    const entities = new Map([...installedCatalogue.entities, ['own/vehicle', { ...deal, name: 'own/vehicle' } as never]]); // prettier-ignore
    const own = { ...eventOf({}), entity: 'own/vehicle', type: 'own.vehicle.updated' } as DomainEvent;
    expect(topicsOf({ ...installedCatalogue, entities }, own)).toEqual(['own.record.events']);
    expect(all).toContain('own.record.events');
  });
});

describe('[EVT-15] a CloudEvent', () => {
  it('has the tenant and the number in its id, its order and its partition', () => {
    expect(cloud(eventOf({ changed: { name: ['a', 'b'] } }))).toEqual({
      specversion: '1.0',
      id: `${org}-17`,
      source: `/organisations/${org}`,
      type: 'deal.updated',
      subject: `crm/deal/${record}`,
      time: '2026-11-20T08:00:00.000Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:outpost:event:deal.updated:1',
      tenant: org,
      sequence: '0000000000000017',
      partitionkey: org,
      data: { n: 17, entity: 'crm/deal', id: record, changed: ['name'], by: 'ann' },
    });
    expect(cloud(actionOf('sign-in')).subject).toBe('platform/person/ann');
  });

  it('has no value of a record, and no text from the details of an action', () => {
    const changed = cloud(eventOf({ changed: { name: ['Old Secret', 'New Secret'] } }));
    const exported = cloud(actionOf('data/exported', { records: 12, isWhole: true, name: 'Secret list' }));
    expect(JSON.stringify([changed, exported])).not.toContain('Secret');
    expect(exported.data['details']).toEqual({ records: 12, isWhole: true });
  });

  it('travels whole in the body, or with its attributes in headers of ASCII', () => {
    const event = { ...cloud(eventOf({ changed: { name: ['a', 'b'] } })), subject: 'own/bücher/1 %"' };
    const whole = messageOf(event, { mode: 'structured', prefix: 'ce-' });
    expect(whole.headers).toEqual({ 'content-type': 'application/cloudevents+json' });
    expect(JSON.parse(whole.body)).toEqual(event);
    const parts = messageOf(event, { mode: 'binary', prefix: 'ce_' });
    expect(parts.headers).toMatchObject({ 'content-type': 'application/json', ce_id: event.id, ce_type: 'deal.updated', ce_subject: 'own/b%C3%BCcher/1%20%25%22' }); // prettier-ignore
    expect(parts.headers).not.toHaveProperty('ce_data');
    expect(JSON.parse(parts.body)).toEqual(event.data);
  });
});

describe('[EVT-16] the schemas of CloudEvents', () => {
  it('have the pinned fingerprint of their number', () => {
    const text = JSON.stringify([...cloudEventSchemasOf(sampleCatalogue)].filter(([type]) => /^(shop|user)\./.test(type))); // prettier-ignore
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(fingerprints[cloudEventVersion]);
  });

  it('exist for every type under the name that events give, and accept their data', () => {
    const schemas = cloudEventSchemasOf(installedCatalogue);
    expect([...schemas.keys()]).toEqual(eventTypesOf(installedCatalogue).map(({ type }) => type));
    const events = [eventOf({ changed: { name: ['a', 'b'] } }), actionOf('data/exported', { records: 12, name: 'x' })];
    for (const event of events) {
      const { type, data, dataschema } = cloud(event);
      const { $id, ...schema } = schemas.get(type) ?? expect.fail(`no schema of ${type}`);
      expect($id).toBe(dataschema);
      expect(z.fromJSONSchema(schema as never).safeParse(data).error).toBeUndefined();
      expect(z.fromJSONSchema(schema as never).safeParse({ ...data, n: 0 }).success).toBe(false);
    }
  });
});
