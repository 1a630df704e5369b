import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { CallOutput } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { changedLabel } from '../../records/act-words.ts';
import { readOnlyReason } from '../../records/may.ts';
import { usePrincipal } from '../../session/session-context.tsx';

/** Restores earlier values of a record as one ordinary change, which can be undone. */
export type RestoreValues = {
  /** Returns the reason why a field cannot be changed; undefined where it can. */
  readonly whyNot: (name: string) => string | undefined;
  readonly restore: (fields: Readonly<Record<string, JsonValue>>) => Promise<unknown>;
};

/** Returns the functions that restore earlier values of a record. The record is that of today. */
export function useRestoreValues(entity: Entity, { record, refs }: CallOutput<'records.get'>): RestoreValues {
  const principal = usePrincipal();
  const { perform } = useActs();
  return {
    whyNot: (name) => readOnlyReason(principal, entity, { record, field: name, nameOf: (id) => refs[id]?.title }),
    restore: (fields) =>
      perform({
        label: changedLabel(entity, titleOf(entity, record), Object.keys(fields)),
        edits: [{ entity: entity.name, id: record.id, fields }],
      }),
  };
}
