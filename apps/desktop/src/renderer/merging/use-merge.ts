import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo, useRef, useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { readOnlyReason } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { usePrincipal } from '../session/session-context.tsx';
import {
  type ComparedField,
  comparedFields,
  type MergeChoice,
  mergeRequest,
  sharedAfter,
  type Side,
  takenValues,
} from './merge-choice.ts';

type Answer = CallOutput<'records.get'>;

/** A merge that a person prepares: the fields with their chosen sides, its effects, and why it is not allowed. */
export type PreparedMerge = {
  readonly stays: Answer;
  readonly goes: Answer;
  readonly fields: readonly ComparedField[];
  readonly choose: (field: string, side: Side) => void;
  /** Exchanges the two records; the choices start again. */
  readonly exchange: () => void;
  /** The owner who becomes one of the people with whom the record is shared, or who no longer sees it. */
  readonly formerOwner: { readonly id: string; readonly isShared: boolean } | undefined;
  readonly refusal: string | undefined;
  /** Merges the records, once at a time. Returns whether it was done; a refusal is shown. */
  readonly merge: () => Promise<boolean>;
};

/** Returns the merge of two records that a person prepares. The first record stays until they are exchanged. */
export function useMerge(entity: Entity, first: Answer, second: Answer): PreparedMerge {
  const [isExchanged, setExchanged] = useState(false);
  const isUnderWay = useRef(false);
  const [choice, setChoice] = useState<MergeChoice>({});
  const [stays, goes] = isExchanged ? [second, first] : [first, second];
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const { perform } = useActs();
  const people = useRefNames([stays.record.ownerId, goes.record.ownerId]);
  const workflow = catalogue.workflows.get(entity.name);
  const fields = useMemo(() => {
    const about = { record: stays.record, nameOf: (id: string) => people[id]?.title };
    const fixed = (field: string) =>
      field === 'ownerId'
        ? stays.may.assign.allowed
          ? undefined
          : stays.may.assign.why
        : field === workflow?.field
          ? 'This field changes only by the moves of its workflow.'
          : readOnlyReason(principal, entity, { ...about, field });
    return comparedFields(entity, { stays: stays.record, goes: goes.record }, { choice, fixed });
  }, [entity, stays, goes, choice, principal, people, workflow]);
  const taken = takenValues(entity, fields);
  const owner = typeof taken['ownerId'] === 'string' ? taken['ownerId'] : stays.record.ownerId;
  const isPerPerson = entity.audience === 'scoped' && entity.parent === undefined;
  const shared =
    isPerPerson && stays.may.assign.allowed
      ? sharedAfter({ stays: stays.record, goes: goes.record }, owner)
      : undefined;
  const former = [goes.record.ownerId, stays.record.ownerId].find((id) => id !== null && id !== owner);
  const wished = { ...taken, ...(shared === undefined ? {} : { sharedWith: [...shared] }) };
  const refusal = !goes.may.delete.allowed
    ? goes.may.delete.why
    : Object.keys(wished).length > 0 && !stays.may.update.allowed
      ? stays.may.update.why
      : undefined;
  return {
    stays,
    goes,
    fields,
    choose: (field, side) => setChoice((now) => ({ ...now, [field]: side })),
    exchange: () => {
      setExchanged(!isExchanged);
      setChoice({});
    },
    formerOwner: isPerPerson && former ? { id: former, isShared: stays.may.assign.allowed } : undefined,
    refusal,
    merge: async () => {
      if (isUnderWay.current) return false; // a second press of the keys, before the first is drawn
      isUnderWay.current = true;
      try {
        const request = mergeRequest(entity, { stays: stays.record, goes: goes.record }, wished);
        return (await perform(request)) !== undefined;
      } finally {
        isUnderWay.current = false;
      }
    },
  };
}
