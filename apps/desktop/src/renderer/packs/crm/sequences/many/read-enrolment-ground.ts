import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import type { Message } from '@outpost/domain/kernel/messages/message';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { readEnrolmentLog, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { type ReferredField, referredId } from '@outpost/domain/kernel/query/referred-fields';
import type { Bridge, RefNames, ShownRecord } from '../../../../../bridge/contract.ts';
import type { ManyRecords } from '../../../../queries/many-records.ts';
import { readWholeList, readByValues } from '../../../../queries/read-whole-list.ts';
import type { RecordAct } from '../../../../records/creating/record-acts.ts';
import { readJudge } from '../../../../records/messages/send-ground.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import { addressesOf, channelsOf, purposeOfSequence, type StartedOn } from '../start/begun-enrolment.ts';
import { enrolmentKind } from '../use-sequences.ts';
import { reachedBy } from './enrolment-plan.ts';

/**
 * The most records on which a sequence is started at once. Chosen: all words are written on this device and kept in the enrolments, so
 * that they can be looked through and are there offline. Campaigns of many thousands need words that a server writes (ADR 142).
 */
export const mostStarted = 1_000;

/** All that the plan for many records needs from the replica. */
export type EnrolmentGround = {
  readonly records: readonly StartedOn[];
  /** The records to which they refer, by id, and the names of all. */
  readonly referred: ReadonlyMap<string, ShownRecord>;
  readonly names: RefNames;
  readonly verdictOf: (message: Message) => SendVerdict;
  readonly inIt: ReadonlySet<string>;
  readonly hadMessages: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
};

type Asked = {
  readonly catalogue: Catalogue;
  readonly entity: Entity;
  readonly list: ManyRecords;
  readonly sequence: ShownRecord;
  readonly steps: readonly SequenceStep[];
  readonly acts: readonly RecordAct[];
  readonly referred: readonly ReferredField[];
  /** UTC. */
  readonly now: string;
};

/** Reads the selected records and all that belongs to them, in some dozen questions, however many records there are. Throws as `ask`. */
export async function readEnrolmentGround(bridge: Bridge, asked: Asked): Promise<EnrolmentGround> {
  const { catalogue, entity, list, sequence, steps, acts, now } = asked;
  const { rows, refs } = await readWholeList(bridge, list, mostStarted);
  const others = await readReferred(bridge, asked, rows);
  const records = rows.map((record): StartedOn => ({ entity, record, person: personOf(catalogue, { entity, record }, others.byId) })); // prettier-ignore
  const reached = records.map((on) => addressesOf(acts, on));
  const purpose = purposeOfSequence(sequence);
  const messages = channelsOf(steps).flatMap((channel) =>
    reached.flatMap((addresses) =>
      addresses[channel] === '' ? [] : [{ channel, purpose, address: addresses[channel] }],
    ),
  );
  const [verdictOf, earlier] = await Promise.all([
    readJudge(bridge, catalogue, { messages, now }),
    readEarlier(bridge, sequence.id, { about: rows.map(({ entity: kind, id }) => `${kind}:${id}`), reached: reached.flatMap(reachedBy) }), // prettier-ignore
  ]);
  return { records, referred: others.byId, names: { ...others.refs, ...refs }, verdictOf, ...earlier };
}

type Referred = { readonly byId: ReadonlyMap<string, ShownRecord>; readonly refs: RefNames };

/** Reads the records to which others refer, kind by kind: their values stand in templates, and one of them may be the receiver. */
async function readReferred(bridge: Bridge, { entity, referred }: Asked, rows: readonly ShownRecord[]): Promise<Referred> {
  const named = new Map<string, Set<string>>();
  const add = (kind: string, id: string | undefined) => {
    if (id !== undefined && id !== '') named.set(kind, (named.get(kind) ?? new Set<string>()).add(id));
  };
  const through = new Map(referred.map((one) => [one.through, one]));
  for (const record of rows) {
    for (const one of through.values()) add(one.target.name, referredId(one, record));
    const target = receiverOf(entity, record);
    if (target) add(target.entity, target.id);
  }
  const byId = new Map<string, ShownRecord>();
  const refs: RefNames = {};
  for (const [kind, ids] of named) {
    const read = await readByValues(bridge, { entity: kind, life: 'any' }, { field: 'id', values: [...ids] });
    for (const row of read.rows) byId.set(row.id, row);
    Object.assign(refs, read.refs);
  }
  return { byId, refs };
} // prettier-ignore

/** Returns the reference of a record to the person who gets its messages. */
function receiverOf({ receiver, fields }: Entity, record: ShownRecord) {
  const field = receiver === undefined ? undefined : fields[receiver];
  const value = textIn(record.fields[receiver ?? '']);
  return field?.type === 'ref' && value !== '' ? refTarget(field, value) : undefined;
}

function personOf(catalogue: Catalogue, { entity, record }: Omit<StartedOn, 'person'>, held: Referred['byId']): StartedOn['person'] {
  const person = held.get(receiverOf(entity, record)?.id ?? '');
  const kind = person?.life === 'alive' ? catalogue.entities.get(person.entity) : undefined;
  return person && kind && { entity: kind, record: person };
} // prettier-ignore

/** Reads which records are in the sequence, which got messages of it before it was taken back, and to whom it writes now. */
async function readEarlier(bridge: Bridge, sequence: string, { about, reached }: { readonly about: readonly string[]; readonly reached: readonly string[] }): Promise<Pick<EnrolmentGround, 'inIt' | 'hadMessages' | 'written'>> {
  const ofIt: Filter = { field: 'sequence', op: 'is', value: sequence };
  const under: Filter = { and: [ofIt, { field: 'status', op: 'one-of', value: ['active', 'paused', 'stuck'] }] };
  const kind = { entity: enrolmentKind.name } as const;
  const deleted = { ...kind, life: 'deleted' } as const;
  const [alive, gone, mails, texts] = await Promise.all([
    readByValues(bridge, kind, { field: 'about', values: about, also: ofIt }),
    readByValues(bridge, deleted, { field: 'about', values: about, also: ofIt }),
    readByValues(bridge, kind, { field: 'toAddress', values: reached.filter((one) => one.includes('@')), also: under }),
    readByValues(bridge, kind, { field: 'number', values: reached.filter((one) => !one.includes('@')), also: under }),
  ]);
  const waiting = gone.rows.map(({ fields }) => textIn(fields['waitsFor'])).filter((id) => id !== '');
  const messages = await readByValues(bridge, { entity: 'crm/activity', life: 'any' }, { field: 'id', values: waiting });
  const wentOut = new Set(messages.rows.filter(({ fields }) => mayHaveGoneOut(fields)).map(({ id }) => id));
  const hadMessage = ({ fields }: ShownRecord): boolean => {
    const log = readEnrolmentLog(fields['log'] ?? []);
    return wentOut.has(textIn(fields['waitsFor'])) || (log.ok && log.value.some(({ what }) => what === 'sent'));
  };
  return {
    inIt: new Set(alive.rows.map(({ fields }) => textIn(fields['about']))),
    hadMessages: new Set(gone.rows.filter(hadMessage).map(({ fields }) => textIn(fields['about']))),
    written: new Set([...mails.rows, ...texts.rows].flatMap(({ fields }) => reachedBy({ email: textIn(fields['toAddress']), text: textIn(fields['number']) }))), // prettier-ignore
  };
} // prettier-ignore

/** Whether a message was sent, or nobody knows. One that was taken back or refused for good did not go out. */
const mayHaveGoneOut = ({ deliveryStatus, deliveryDecision }: ShownRecord['fields']): boolean =>
  deliveryDecision !== 'not-sent' && deliveryStatus !== 'failed' && deliveryStatus !== 'expired';
