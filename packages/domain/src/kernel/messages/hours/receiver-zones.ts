import { countriesOfPhone } from '../../entities/field-types.ts';
import type { JsonValue } from '../../json.ts';
import { foldText } from '../../text/fold-text.ts';
import { regions, zonesOfAreaCode } from './area-codes.ts';
import { countriesWithZones, zonesOfCountry } from './country-zones.ts';

/** MSG-31: returns the time zones in which a number (E.164) may be, by its area code or its country. Empty: nobody knows. */
export function zonesOfNumber(number: string): readonly string[] {
  const areaCode = /^\+1(\d{3})/.exec(number)?.[1];
  if (areaCode !== undefined) return zonesOfAreaCode(areaCode);
  return [...new Set(countriesOfPhone(number).flatMap(zonesOfCountry))];
}

const names = new Intl.DisplayNames(['en'], { type: 'region' });
const countries: ReadonlyMap<string, string> = new Map(
  [
    ...countriesWithZones,
    'US',
    'CA',
    ...regions.flatMap(({ country, code }) => (country === 'other' ? [code] : [])),
  ].flatMap((code) => [[foldText(code), code] as const, [foldText(names.of(code) ?? code), code] as const]),
);
const otherNames: ReadonlyMap<string, string> = new Map([
  ['usa', 'US'],
  ['united states of america', 'US'],
  ['uk', 'GB'],
  ['england', 'GB'],
  ['deutschland', 'DE'],
  ['osterreich', 'AT'],
]);

const partOf = (value: unknown): string => (typeof value === 'string' ? foldText(value).replaceAll('.', '') : '');

/**
 * MSG-31: returns the time zones of a postal address, by its state or its country, in English or by their codes. Empty: it names none that
 * is known here. A state without a country is one of the United States or Canada.
 */
export function zonesOfAddress(address: JsonValue | undefined): readonly string[] {
  if (typeof address !== 'object' || address === null || Array.isArray(address)) return [];
  const { region: givenState, country: givenCountry } = address as Readonly<Record<string, unknown>>; // checked above
  const [state, named] = [partOf(givenState), partOf(givenCountry)];
  const country = named === '' ? undefined : (countries.get(named) ?? otherNames.get(named) ?? '');
  if (country === undefined || country === 'US' || country === 'CA') {
    const region = regions.find(
      ({ code, name, country: of }) =>
        of !== 'other' &&
        code !== '-' &&
        (country === undefined || of === country) &&
        (foldText(code) === state || foldText(name) === state),
    );
    return region?.zones ?? [];
  }
  const island = regions.find(({ country: of, code }) => of === 'other' && code === country);
  return island?.zones ?? zonesOfCountry(country);
}
