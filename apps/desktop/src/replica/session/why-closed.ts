import { type Refusal, refuse } from '@outpost/domain/kernel/refusal';
import type { Profile } from './profile/profile.ts';

/** Returns the refusal while no replica is open: the current one is locked, or nobody is signed in. */
export const whyClosed = ({ current }: Pick<Profile, 'current'>): Refusal =>
  current?.wipe !== undefined
    ? refuse(
        'replica/locked',
        'Your access on this device has ended. Your unsent changes are handed over, and then the data here is wiped.',
        {},
      )
    : current
      ? refuse('replica/locked', 'Outpost is locked on this device. Unlock it with your password.', {})
      : refuse('access/signed-out', 'Nobody is signed in on this device.', { reason: 'signed-out' });
