import { recordOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { ShownRecord } from '../../bridge/contract.ts';

/** Returns a record of the device in the bridge's form. */
export const shownOf = (
  record: StoredRecord & { readonly waiting?: number; readonly replaced?: readonly string[] },
): ShownRecord =>
  ({ ...recordOf(record), waiting: record.waiting ?? 0, replaced: [...(record.replaced ?? [])] }) as ShownRecord; // the bridge's type is the record's with mutable lists
