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
 * A country, and its state where that decides the law. `country`: ISO 3166. `state`: of the United States or Canada, such as "CO". A member that is left
 * out is not known.
 */
export type LegalPlace = { readonly country?: string; readonly state?: string };

const placeOfRegion = ({ country, code }: (typeof regions)[number]): LegalPlace =>
  country === 'other' ? { country: code } : code === '-' ? { country } : { country, state: code };

/** Returns the places of a number (E.164), by its area code or its country. Empty: nobody knows, as for toll-free numbers. */
export function placesOfNumber(number: string): readonly LegalPlace[] {
  const areaCode = /^\+1(\d{3})/.exec(number)?.[1];
  if (areaCode === undefined) return countriesOfPhone(number).map((country) => ({ country }));
  const region = regions.find(({ areaCodes, parts }) => areaCodes.split(' ').includes(areaCode) || areaCode in parts);
  return region ? [placeOfRegion(region)] : [];
}

type ReadAddress = { readonly country: string | undefined; readonly region: (typeof regions)[number] | undefined };

/** Reads the country and the region of a postal address. `country` is empty where one is named that is not known here. */
function readAddress(address: JsonValue | undefined): ReadAddress {
  if (typeof address !== 'object' || address === null || Array.isArray(address)) return { country: '', region: undefined }; // prettier-ignore
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
    return { country, region };
  }
  return { country, region: regions.find(({ country: of, code }) => of === 'other' && code === country) };
}

/**
 * MSG-31: returns the time zones of a postal address, by its state or its country, in English or by their codes. Empty: it names none that
 * is known here. A state without a country is one of the United States or Canada.
 */
export function zonesOfAddress(address: JsonValue | undefined): readonly string[] {
  const { country, region } = readAddress(address);
  if (region) return region.zones;
  return country === undefined || country === 'US' || country === 'CA' ? [] : zonesOfCountry(country);
}

/**
 * Returns the place of a postal address, by its state or its country. An address whose state and country are not known here has a place without
 * a country. Empty: the address has no text at all.
 */
export function placesOfAddress(address: JsonValue | undefined): readonly LegalPlace[] {
  if (typeof address !== 'object' || address === null || Object.values(address).every((part) => partOf(part).trim() === '')) return []; // prettier-ignore
  const { country = '', region } = readAddress(address);
  if (region) return [placeOfRegion(region)];
  return country === '' ? [{}] : [{ country }];
}
