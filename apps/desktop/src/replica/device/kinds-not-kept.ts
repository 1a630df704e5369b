import type { Membership } from '@outpost/domain/kernel/access/access';
import { canBeKeptOff, kindsNotHeld, type PartHeld, partsHeld } from '@outpost/domain/kernel/access/kept-off-devices';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { TokenGroups } from '@outpost/domain/sync/token-groups';
import type { Device } from './device.ts';

type Known = {
  readonly tokens: TokenGroups;
  readonly catalogue: Catalogue;
  readonly memberships: readonly Membership[];
  readonly kept: Kept;
};

/** what an organisation keeps off a device, sorted by kind. */
type Kept = {
  /** The kinds that the person may read and of which this device holds nothing. */
  readonly notKept: readonly string[];
  /** The kinds of which this device holds only records that were changed in a month or later. */
  readonly partlyKept: readonly PartHeld[];
};

const everything: Kept = { notKept: [], partlyKept: [] };

/** The last answer for each device: the status of sync is sent often, and tokens seldom change. */
const known = new WeakMap<Device, Known>();

/**
 * returns the kinds that this device does not hold whole, because the organisation keeps them or their old records off
 * devices. The tokens that the server gave the device decide, and no setting that is still on its way.
 */
export function kindsKept(device: Device): Kept {
  const { catalogue, principal, memory } = device;
  const { at, sets } = memory.state;
  if (at === null) return everything; // nothing has come yet
  const { tokens } = sets;
  const { memberships } = principal;
  const last = known.get(device);
  if (last?.tokens === tokens && last.catalogue === catalogue && last.memberships === memberships) return last.kept;
  const kept = {
    notKept: kindsNotHeld(principal, catalogue, new Set(tokens.flatMap(([names]) => names))),
    partlyKept: partsHeld(tokens).filter(({ kind }) => canBeKeptOff(catalogue, kind)), // not the groups of sealed fields
  };
  known.set(device, { tokens, catalogue, memberships, kept });
  return kept;
}

/** Returns the kinds of which this device holds nothing or only a part: sums and figures over them are not whole. */
export function kindsNotWhole(device: Device): readonly string[] {
  const { notKept, partlyKept } = kindsKept(device);
  return [...notKept, ...partlyKept.map(({ kind }) => kind)];
}
