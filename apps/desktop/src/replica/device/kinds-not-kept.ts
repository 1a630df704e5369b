import type { Membership } from '@outpost/domain/kernel/access/access';
import { kindsNotHeld } from '@outpost/domain/kernel/access/kept-off-devices';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { TokenGroups } from '@outpost/domain/sync/token-groups';
import type { Device } from './device.ts';

type Known = {
  readonly tokens: TokenGroups;
  readonly catalogue: Catalogue;
  readonly memberships: readonly Membership[];
  readonly kinds: readonly string[];
};

/** The last answer for each device: the status of sync is sent often, and tokens seldom change. */
const known = new WeakMap<Device, Known>();

/**
 * returns the kinds that the person may read and that this device does not hold, sorted: the organisation keeps them off
 * devices. The tokens that the server gave the device decide, and no setting that is still on its way.
 */
export function kindsNotKept(device: Device): readonly string[] {
  const { catalogue, principal, memory } = device;
  const { at, sets } = memory.state;
  if (at === null) return []; // nothing has come yet
  const { tokens } = sets;
  const { memberships } = principal;
  const last = known.get(device);
  if (last?.tokens === tokens && last.catalogue === catalogue && last.memberships === memberships) return last.kinds;
  const kinds = kindsNotHeld(principal, catalogue, new Set(tokens.flatMap(([names]) => names)));
  known.set(device, { tokens, catalogue, memberships, kinds });
  return kinds;
}
