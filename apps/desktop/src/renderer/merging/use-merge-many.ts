import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useRef, useState } from 'react';
import type { CallOutput, RefNames } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { readOnlyReason } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { mergeAllRequest, sharedAfterAll } from './merge-choice.ts';
import { type FieldOfMany, fieldsOfMany, type Kept, takenOfMany } from './merge-many.ts';

/** A merge of several records that a person prepares. */
export type PreparedMany = {
  /** The place of the record that stays. */
  readonly stays: number;
  /** Makes another record the one that stays; the choices start again. */
  readonly stay: (place: number) => void;
  readonly fields: readonly FieldOfMany[];
  readonly keep: (field: string, kept: Kept) => void;
  readonly refs: RefNames;
  readonly refusal: string | undefined;
  /** Merges the records, once at a time. Returns whether it was done; a refusal is shown. */
  readonly merge: () => Promise<boolean>;
};

/** Returns the merge of several records that a person prepares. The first one stays until they choose another. */
export function useMergeMany(entity: Entity, answers: readonly CallOutput<'records.get'>[]): PreparedMany {
  const [staysAt, setStays] = useState(0);
  const [choice, setChoice] = useState<Readonly<Record<string, Kept>>>({});
  const isUnderWay = useRef(false);
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const { perform } = useActs();
  const people = useRefNames(answers.flatMap(({ record }) => [record.ownerId, record.createdBy]));
  const refs = Object.assign({}, ...answers.map((answer) => answer.refs), people) as RefNames; // the same type each
  const place = Math.min(staysAt, answers.length - 1);
  const stays = answers[place];
  if (!stays) throw new Error('Nothing to merge'); // its caller has read them
  const others = answers.filter((answer) => answer !== stays);
  const state = catalogue.workflows.get(entity.name)?.field;
  const fixed = (field: string) => {
    if (field === 'ownerId') return stays.may.assign.allowed ? undefined : stays.may.assign.why;
    if (field === state) return 'This field changes only by the moves of its workflow.';
    return readOnlyReason(principal, entity, { record: stays.record, nameOf: (id) => refs[id]?.title, field });
  };
  const fields = fieldsOfMany(
    entity,
    { records: answers.map(({ record }) => record), stays: place },
    { choice, fixed },
  );
  const taken = takenOfMany(entity, fields, place);
  const owner = typeof taken['ownerId'] === 'string' ? taken['ownerId'] : stays.record.ownerId;
  const isPerPerson = entity.audience === 'scoped' && entity.parent === undefined;
  const shared = isPerPerson && stays.may.assign.allowed ? sharedAfterAll(stays.record, others.map(({ record }) => record), owner) : undefined; // prettier-ignore
  const wished = { ...taken, ...(shared === undefined ? {} : { sharedWith: [...shared] }) };
  const kept = others.find(({ may }) => !may.delete.allowed)?.may.delete;
  const refusal = kept && !kept.allowed ? kept.why : Object.keys(wished).length > 0 && !stays.may.update.allowed ? stays.may.update.why : undefined; // prettier-ignore
  return {
    stays: place,
    stay: (next) => {
      setStays(next);
      setChoice({});
    },
    fields,
    keep: (field, next) => setChoice((now) => ({ ...now, [field]: next })),
    refs,
    refusal,
    merge: async () => {
      if (isUnderWay.current) return false; // a second press of the keys, before the first is drawn
      isUnderWay.current = true;
      try {
        const request = mergeAllRequest(entity, { stays: stays.record, others: others.map(({ record }) => record) }, wished); // prettier-ignore
        return (await perform(request)) !== undefined;
      } finally {
        isUnderWay.current = false;
      }
    },
  };
}
