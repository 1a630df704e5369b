import { type RefusalOf, refuse } from '@outpost/domain/kernel/refusal';

/** Returns the refusal for a record that is not on this device: the device cannot determine the reason. */
export const notOnDevice = (id: string): RefusalOf<'records/not-found'> =>
  refuse('records/not-found', 'There is no such record on this device, or it is not shared with you.', { id });
