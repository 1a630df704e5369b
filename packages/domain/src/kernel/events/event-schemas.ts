import { auditOutcomes } from '../audit/audit-actions.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { envelopeNames } from '../entities/envelope.ts';
import { jsonSchemaOf } from '../entities/json-schema.ts';
import type { StoredRecord } from '../entities/record.ts';
import type { JsonValue } from '../json.ts';
import type { DomainEvent } from './event-of-row.ts';
import { type EventType, eventTypesOf } from './event-types.ts';

/** The number of the form of events. Raise it when the form changes; new kinds, fields and actions do not change it. */
export const eventSchemaVersion = 1;

type Schema = Readonly<Record<string, JsonValue>>;

/** The names of a record in an event, besides its fields. */
const envelopeInEvent = [
  'id', 'entity', 'version', 'life', 'ownerId', 'teamId', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy',
] as const satisfies readonly (keyof StoredRecord)[]; // prettier-ignore

const nullable = new Set<string>(['ownerId', 'teamId']);

/** A record as events with full content have it. */
export type RecordInEvent = Pick<StoredRecord, (typeof envelopeInEvent)[number] | 'fields'>;

/** Returns a record as an event has it: without sharing, and without fields that its kind does not declare. */
export function recordInEvent(record: StoredRecord, { fields }: Pick<Entity, 'fields'>): RecordInEvent {
  const { id, entity, version, life, ownerId, teamId, createdAt, createdBy, updatedAt, updatedBy } = record;
  const declared = Object.entries(record.fields).filter(([name]) => Object.hasOwn(fields, name));
  return { id, entity, version, life, ownerId, teamId, createdAt, createdBy, updatedAt, updatedBy, fields: Object.fromEntries(declared) }; // prettier-ignore
}

/** The body of an event as it is sent (Standard Webhooks, "Payload structure"). */
export type EventBody = { readonly type: string; readonly timestamp: string; readonly data: Readonly<Record<string, unknown>> }; // prettier-ignore

/** Returns the body of an event. `record`: with full content, the record as it is now. Absent: names and numbers only. */
export function eventBody(event: DomainEvent, record?: RecordInEvent): EventBody {
  const { type, at: timestamp, n } = event;
  if (event.of === 'record') {
    const { entity, record: id, changed, by } = event;
    return { type, timestamp, data: { n, entity, id, changed, by, ...(record && { record }) } };
  }
  const { action, outcome, entity, record: id, by, about, times, details } = event;
  return {
    type,
    timestamp,
    data: { n, action, outcome, entity, id, by, about, times, details, ...(record && { record }) },
  };
}

/**
 * Returns the JSON schema (draft 2020-12) of each type of event by its name, made from the declarations of the catalogue. A receiver
 * must ignore properties that it does not know.
 */
export function eventSchemasOf(catalogue: Catalogue): ReadonlyMap<string, Schema> {
  return new Map(eventTypesOf(catalogue).map((type) => [type.type, schemaOf(catalogue, type)]));
}

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const number = { type: 'integer', minimum: 1 };

const object = (properties: Schema, required: readonly string[] = Object.keys(properties)): Schema => ({ type: 'object', properties, required }); // prettier-ignore

function schemaOf(catalogue: Catalogue, type: EventType): Schema {
  const { data, title } = 'actions' in type ? ofAction(type) : ofRecord(catalogue, type);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...object({ type: { const: type.type }, timestamp: { type: 'string', format: 'date-time' }, data }),
  };
}

type Part = { readonly data: Schema; readonly title: string };

function ofAction({ actions }: Extract<EventType, { readonly actions: unknown }>): Part {
  const details = { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } };
  const own = {
    n: number,
    action: { enum: [...actions] },
    outcome: { enum: [...auditOutcomes] },
    entity: textOrNull,
    id: textOrNull,
    by: textOrNull,
    about: textOrNull,
    times: number,
    details,
  };
  return {
    title: actions.join(', '),
    data: object(
      { ...own, ...(actions.includes('automation/step') ? { record: { type: 'object' } } : {}) },
      Object.keys(own),
    ),
  };
}

function ofRecord(
  catalogue: Catalogue,
  { entity: kind, change }: Extract<EventType, { readonly entity: string }>,
): Part {
  const entity = catalogue.entities.get(kind);
  if (!entity) throw new Error(`There is no kind of record called ${kind}`);
  const envelope = envelopeInEvent.map((name): [string, JsonValue] => [name, name === 'version' ? number : name === 'entity' ? { const: kind } : nullable.has(name) ? textOrNull : text]); // prettier-ignore
  const names = [...Object.keys(entity.fields), ...envelopeNames];
  const { required: _required, ...fields } = jsonSchemaOf(entity); // a record of an earlier build may lack a field
  return {
    title: `${entity.label.one}: ${change}`,
    data: object(
      {
        n: number,
        entity: { const: kind },
        id: text,
        changed: { type: 'array', items: { enum: names } },
        by: text,
        record: object({ ...Object.fromEntries(envelope), fields }),
      },
      ['n', 'entity', 'id', 'changed', 'by'],
    ),
  };
}
