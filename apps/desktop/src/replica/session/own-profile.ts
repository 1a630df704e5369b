import type { Device } from '../device/device.ts';
import type { SignInAnswer } from './tenant-session.ts';

/** The profile that a person chose (PLT-45). Null: the value of the organisation applies. */
export type OwnProfile = { readonly name: string; readonly timeZone: string | null; readonly locale: string | null };

/**
 * Returns the profile of the signed-in person by their record on this device, changes that wait to be sent included.
 * Before the record has arrived, the name of the last sign-in applies.
 */
export function readProfile(
  { lookups, catalogue }: Pick<Device, 'lookups' | 'catalogue'>,
  person: SignInAnswer['person'],
): OwnProfile {
  const fields = catalogue.people && lookups.shown(catalogue.people.person, person.id)?.fields;
  const textIn = (name: string): string | null => {
    const value = fields?.[name];
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  return { name: textIn('name') ?? person.name, timeZone: textIn('timeZone'), locale: textIn('locale') };
}
