import type { StoredRecord } from '../entities/record.ts';

/** A record as a list gives it. On the device with the number of acts that wait on it and the fields whose value gave way (S-4). */
export type ListedRecord = StoredRecord & { readonly waiting?: number; readonly replaced?: readonly string[] };
