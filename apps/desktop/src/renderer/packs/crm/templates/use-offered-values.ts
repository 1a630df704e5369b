import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { referredId } from '@outpost/domain/kernel/query/referred-fields';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecords } from '../../../queries/record-queries.ts';
import { useFieldSpecs, useReferredFields, useReferredSpecs } from '../../../records/use-field-specs.ts';
import { useRefNames } from '../../../records/use-ref-names.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import { type OfferedValue, offeredValues } from './offered-values.ts';

/** Returns the values that templates about a kind can write, of a record where there is one. */
export function useOfferedValues(entity: Entity, record: ShownRecord | undefined): readonly OfferedValue[] {
  const formats = useFormats();
  const { person: me } = useSignedIn();
  const referred = useReferredFields(entity);
  const ids = useMemo(
    () => [...new Set(record ? referred.flatMap((one) => referredId(one, record) ?? []) : [])],
    [referred, record],
  );
  const records = useRecords(ids);
  const asked = useMemo(
    () => [record?.fields, record?.ownerId, ...records.map(({ fields }) => fields)],
    [record, records],
  );
  const names = useRefNames(asked);
  const specs = useFieldSpecs(entity, names);
  const referredSpecs = useReferredSpecs(referred, names);
  return useMemo(
    () => offeredValues({ entity, record, specs, referred, referredSpecs, records, me, formats }),
    [entity, record, specs, referred, referredSpecs, records, me, formats],
  );
}
