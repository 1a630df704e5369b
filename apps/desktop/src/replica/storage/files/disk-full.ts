import { type RefusalOf, refuse } from '@outpost/domain/kernel/refusal';
import { StorageFault } from './storage-fault.ts';

/**
 * Returns the refusal `replica/disk-full` if a full disk is the cause of an error; otherwise `undefined` (E-1: a full disk is no
 * fault of ours).
 */
export function diskFull(cause: unknown): RefusalOf<'replica/disk-full'> | undefined {
  if (!(cause instanceof StorageFault) || cause.kind !== 'disk-full') return undefined;
  return refuse(
    'replica/disk-full',
    'The disk of this device is full, so nothing could be written. Nothing is lost: make room on it, then try again.',
    {},
  );
}
