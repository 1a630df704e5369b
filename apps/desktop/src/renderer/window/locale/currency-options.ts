import type { SpecOption } from '@outpost/ui/fields/field-spec';

/** Returns the currencies that this computer knows, in the words of a language. */
export function currencyOptions(locale: string): readonly SpecOption[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({ value: code, label: `${code}, ${names.of(code) ?? code}` })); // prettier-ignore
}
