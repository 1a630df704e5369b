import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { isSealedKind, sealedValues } from '../../catalogue/sealed-records.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { JournalPayload } from '../../journal/chain.ts';

/** Returns the replaced values of a change as the journal has them: those of sealed fields encrypted (K-4). */
export function sealedReplaced(
  tenant: Tenant,
  record: StoredRecord,
  superseded: JournalPayload['superseded'],
): JournalPayload['superseded'] {
  if (!isSealedKind(tenant, record.entity)) return superseded;
  const values = Object.fromEntries(Object.entries(superseded).map(([name, { value }]) => [name, value]));
  const sealed = sealedValues(tenant, record, values);
  return Object.fromEntries(
    Object.entries(superseded).map(([name, replaced]) => [name, { ...replaced, value: sealed[name] ?? null }]),
  );
}
