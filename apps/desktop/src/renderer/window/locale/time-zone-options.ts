import type { SpecOption } from '@outpost/ui/fields/field-spec';

/** Returns the time zones that this computer knows. */
export const timeZoneOptions = (): readonly SpecOption[] =>
  ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
