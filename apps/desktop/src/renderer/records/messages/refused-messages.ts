import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { blankRecord, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import { openingInWords } from '@outpost/domain/kernel/messages/hours/sending-hours';
import type { SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import type { Message } from '@outpost/domain/kernel/messages/message';
import { suppressedAs } from '@outpost/domain/kernel/messages/suppression';
import { useNowMs } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import { organisationEntity } from '../../../bridge/organisation-entity.ts';
import { useRecordLists } from '../../queries/record-queries.ts';
import { useCatalogue } from '../use-entity.ts';
import { useTextWarnings } from './use-text-warnings.ts';
import { judgeBy, peopleAsks, personRefOf } from './send-ground.ts';

/** A record, or the values of one that a person is about to make. `id` names it in the answer. */
export type AskingRecord = Pick<StoredRecord, 'id' | 'entity' | 'fields'>;

/** Returns the messages that a record asks the server to send. None for one whose message was sent or taken back. */
export function messagesOf(
  { intents }: Pick<Catalogue, 'intents'>,
  { id, entity, fields }: AskingRecord,
): readonly Message[] {
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmptyValue(value)));
  const record = { ...blankRecord(id, entity), fields: filled } as never; // an intent reads records of its own kind
  return intents.flatMap((intent) =>
    intent.entity === entity && intent.isWanted(record) ? (intent.messages?.(record) ?? []) : [],
  );
}

/** Chosen: the people with one address, and their declarations. The server reads all of them. */
const mostRows = 100;

/**
 * Judges messages by the people, consents, suppressions and settings that this device holds (MSG-1, MSG-3 … MSG-7, MSG-36). A message is undefined while
 * they are read. The server judges again at the moment of sending, by those that this device does not hold, too.
 */
export function useSendVerdicts(messages: readonly Message[]): readonly (SendVerdict | undefined)[] {
  const catalogue = useCatalogue();
  const now = new Date(useNowMs()).toISOString();
  const kinds = messages.length === 0 ? undefined : catalogue.consents;
  const asks = peopleAsks(catalogue, messages);
  const people = useRecordLists(
    asks.map(({ entity, field, values }) => ({
      entity,
      where: { field, op: 'one-of', value: [...values] },
      limit: mostRows,
    })),
  );
  const found = asks.flatMap(({ field }, place) => (people[place]?.rows ?? []).map((row) => ({ row, field })));
  const refs = [...new Set(found.map(({ row }) => personRefOf(row)))];
  const consents = useRecordLists(
    kinds && refs.length > 0
      ? [{ entity: kinds.consent, where: { field: kinds.person, op: 'one-of', value: refs }, limit: mostRows }]
      : [],
  );
  const listed = useRecordLists(
    kinds
      ? [
          {
            entity: kinds.suppression,
            where: { field: kinds.address, op: 'one-of', value: [...new Set(messages.flatMap(suppressedAs))] },
            limit: mostRows,
          },
        ]
      : [],
  );
  const settings = useRecordLists(kinds ? [{ entity: organisationEntity, limit: 1 }] : []);
  if ([...people, ...consents, ...listed, ...settings].includes(undefined)) return messages.map(() => undefined);
  const judge = judgeBy(catalogue, {
    people: found,
    consents: consents.flatMap((list) => list?.rows ?? []),
    suppressions: listed.flatMap((list) => list?.rows ?? []),
    organisation: settings[0]?.rows[0],
    now,
  });
  return messages.map(judge);
}

/**
 * By the id of a record: the reason why its message would not be sent now, the hours that it waits for: "8:00 in Denver", or a warning that stops
 * nothing (MSG-75).
 */
type JudgedMessages = {
  readonly refused: ReadonlyMap<string, string>;
  readonly waits: ReadonlyMap<string, string>;
  readonly warns: ReadonlyMap<string, string>;
};

/** Judges the messages of records. Returns the same maps while the reasons are the same: entries of a timeline are computed from them. */
export function useJudgedMessages(records: readonly AskingRecord[]): JudgedMessages {
  const catalogue = useCatalogue();
  const asked = records.flatMap((record) =>
    messagesOf(catalogue, record).map((message) => ({ id: record.id, message })),
  );
  const verdicts = useSendVerdicts(asked.map(({ message }) => message));
  const warnings = useTextWarnings(asked.map(({ message }) => message));
  const warns: [string, string][] = [];
  const refused: [string, string][] = [];
  const waits: [string, string][] = [];
  for (const [place, { id }] of asked.entries()) {
    const [verdict, warning] = [verdicts[place], warnings[place]];
    if (warning !== undefined) warns.push([id, warning]);
    if (verdict?.allowed === false) refused.push([id, verdict.why]);
    else if (verdict?.hours?.isOpen === false) waits.push([id, openingInWords(verdict.hours)]);
  }
  const told = JSON.stringify({ refused, waits, warns });
  return useMemo(() => {
    const kept = JSON.parse(told) as {
      readonly refused: typeof refused;
      readonly waits: typeof waits;
      readonly warns: typeof warns;
    };
    return { refused: new Map(kept.refused), waits: new Map(kept.waits), warns: new Map(kept.warns) };
  }, [told]);
}

/** Returns, by the id of a record, the reason why its message would not be sent now. */
export const useRefusedMessages = (records: readonly AskingRecord[]): ReadonlyMap<string, string> =>
  useJudgedMessages(records).refused;
