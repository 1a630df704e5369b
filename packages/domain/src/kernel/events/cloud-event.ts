import type { Catalogue } from '../catalogue/catalogue.ts';
import type { JsonValue } from '../json.ts';
import type { DomainEvent } from './event-of-row.ts';
import { eventBody, eventSchemasOf } from './event-schemas.ts';

/** The number of the form of CloudEvents. Raise it when the form changes; new kinds, fields and actions do not change it. */
export const cloudEventVersion = 1;

/** An event as CloudEvents 1.0.2 has it, with the documented extensions `sequence` and `partitionkey`, and our `tenant`. */
export type CloudEvent = {
  readonly specversion: '1.0';
  /** The tenant and the number of the journal's row: the same at each delivery and in each topic. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly tenant: string;
  /** The number of the journal's row with leading zeros, so that texts sort as numbers do. */
  readonly sequence: string;
  /** The tenant: brokers with partitions keep the order of each. */
  readonly partitionkey: string;
  readonly data: Readonly<Record<string, JsonValue>>;
};

/** The width of the largest safe integer. */
const digits = 16;

/** Returns the name of the schema of a type's `data`. A name and no address: it is the same on every server. */
const schemaNameOf = (type: string): string => `urn:outpost:event:${type}:${cloudEventVersion}`;

/** Returns what an event is about: its record ("crm/deal/0190…"), else its person. */
function subjectOf({ people }: Catalogue, event: DomainEvent): string | undefined {
  if (event.of === 'record') return `${event.entity}/${event.record}`;
  if (event.entity !== null && event.record !== null) return `${event.entity}/${event.record}`;
  const person = event.about ?? event.by;
  return person === null || people === undefined ? undefined : `${people.person}/${person}`;
}

/**
 * EVT-15: returns an event as CloudEvents 1.0 has it. Its data has ids, numbers and names of fields, and no value of a record. Texts in
 * the details of actions are left out: brokers keep events for as long as they are set to, and erasing by law does not reach them.
 */
export function cloudEventOf(catalogue: Catalogue, org: string, event: DomainEvent): CloudEvent {
  const { id, type, n } = event;
  const subject = subjectOf(catalogue, event);
  return {
    specversion: '1.0',
    id,
    source: `/organisations/${org}`,
    type,
    ...(subject === undefined ? {} : { subject }),
    time: event.at,
    datacontenttype: 'application/json',
    dataschema: schemaNameOf(type),
    tenant: org,
    sequence: String(n).padStart(digits, '0'),
    partitionkey: org,
    data: dataOf(event),
  };
}

function dataOf(event: DomainEvent): CloudEvent['data'] {
  const { data } = eventBody(event);
  if (event.of === 'record') return data as CloudEvent['data']; // without its record it is JSON
  const details = Object.entries(event.details).filter(([, value]) => typeof value !== 'string');
  return { ...(data as CloudEvent['data']), details: Object.fromEntries(details) };
}

/** The two ways in which CloudEvents travel: all in the body, or the attributes in headers. */
export const cloudEventModes = ['structured', 'binary'] as const;
export type CloudEventMode = (typeof cloudEventModes)[number];

/** A CloudEvent as a message of a broker: headers and a text in UTF-8. */
export type EventMessage = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** Escapes the values of headers (CloudEvents, HTTP binding 3.1.3.2): brokers take printable ASCII. */
const inHeader = (value: string): string =>
  [...value].map((one) => (/[\x21-\x24\x26-\x7e]/.test(one) && one !== '"' ? one : encodeURIComponent(one))).join(''); // prettier-ignore

/** Returns a CloudEvent as a message. `prefix`: of the headers in binary mode: "ce-" for NATS, "ce_" for Kafka. */
export function messageOf(event: CloudEvent, { mode, prefix }: { readonly mode: CloudEventMode; readonly prefix: 'ce-' | 'ce_' }): EventMessage {
  if (mode === 'structured')
    return { headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(event) };
  const { data, datacontenttype, ...attributes } = event;
  const headers = Object.entries(attributes).map(([name, value]): [string, string] => [`${prefix}${name}`, inHeader(value)]);
  return { headers: { 'content-type': datacontenttype, ...Object.fromEntries(headers) }, body: JSON.stringify(data) };
} // prettier-ignore

type Schema = Readonly<Record<string, JsonValue>>;

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * EVT-16: returns the JSON schema (draft 2020-12) of the data of each type of CloudEvent by its type, made from the declarations. Its
 * `$id` is the `dataschema` of the events. A receiver must ignore properties that it does not know.
 */
export function cloudEventSchemasOf(catalogue: Catalogue): ReadonlyMap<string, Schema> {
  return new Map(
    [...eventSchemasOf(catalogue)].map(([type, schema]) => {
      const { properties, $schema = null, title = null } = schema;
      const data = isObject(properties) ? properties['data'] : undefined;
      if (!isObject(data) || !isObject(data['properties'])) throw new Error(`The schema of ${type} has no data`);
      const { record: _record, ...own } = data['properties'];
      const { details } = own;
      const bare = isObject(details)
        ? { ...own, details: { ...details, additionalProperties: { type: ['number', 'boolean', 'null'] } } }
        : own;
      return [type, { $schema, $id: schemaNameOf(type), title, ...data, properties: bare }];
    }),
  );
}
