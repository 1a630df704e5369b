import type { StoredRecord } from '../entities/record.ts';

/** A record in a list. On the device it has the number of waiting acts on it and its fields with a replaced value (S-4). */
export type ListedRecord = StoredRecord & { readonly waiting?: number; readonly replaced?: readonly string[] };
