import { organisationEntity } from '../../bridge/organisation-entity.ts';
import { type UnlockLimits, unlockLimitsOf } from '@outpost/domain/kernel/access/unlock-limits';
import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Device } from '../device/device.ts';
import type { SignInAnswer } from './tenant-session.ts';

/**
 * The organisation as this device shows it. `locale` is a BCP 47 tag and `weekStart` the first day of the week; null: as each
 * person's computer.
 */
export type ShownOrganisation = SignInAnswer['organisation'] & {
  readonly locale: string | null;
  readonly weekStart: string | null;
  /** The organisation's own colour, "#2f5fd6" (PLT-45a). */
  readonly accent: string | null;
};

/**
 * Returns the organisation with the settings of its record on this device, changes that wait to be sent included.
 * Before the record has arrived, the values of the last sign-in apply.
 */
export function shownOrganisationOf(
  { lookups }: Pick<Device, 'lookups'>,
  signedIn: SignInAnswer['organisation'],
): ShownOrganisation {
  const fields = settingsIn(lookups, signedIn.id);
  return {
    id: signedIn.id,
    name: textIn(fields, 'name') ?? signedIn.name,
    currency: textIn(fields, 'currency') ?? signedIn.currency,
    timeZone: textIn(fields, 'timeZone') ?? signedIn.timeZone,
    locale: textIn(fields, 'locale'),
    weekStart: textIn(fields, 'weekStart'),
    accent: textIn(fields, 'accent'),
  };
}

/** PLT-38: returns the organisation's limits for unlocking, from its settings on this device. */
export const readUnlockLimits = ({ lookups }: Pick<Device, 'lookups'>, organisation: string): UnlockLimits =>
  unlockLimitsOf(settingsIn(lookups, organisation));

const settingsIn = (lookups: Device['lookups'], organisation: string): StoredRecord['fields'] | undefined =>
  lookups.shown(organisationEntity, settingsIdOf(organisation, organisationEntity))?.fields;

function textIn(fields: StoredRecord['fields'] | undefined, name: string): string | null {
  const value = fields?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
