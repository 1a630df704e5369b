import { type RefusalOf, refuse } from '@outpost/domain/kernel/refusal';
import { StorageFault } from './storage/files/storage-fault.ts';

/** The refusal `replica/disk-full` where that is why something failed; undefined for every other cause (E-1: a full disk is no fault of ours). */
export function diskFull(cause: unknown): RefusalOf<'replica/disk-full'> | undefined {
  if (!(cause instanceof StorageFault) || cause.kind !== 'disk-full') return undefined;
  return refuse(
    'replica/disk-full',
    'The disk of this device is full, so nothing could be written. Nothing is lost: make room on it, then try again.',
    {},
  );
}
