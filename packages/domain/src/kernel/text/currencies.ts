/** Decimal places of the currencies that do not have two (ISO 4217, list one). */
const unusualExponents: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    [
      'BIF',
      'CLP',
      'DJF',
      'GNF',
      'ISK',
      'JPY',
      'KMF',
      'KRW',
      'PYG',
      'RWF',
      'UGX',
      'UYI',
      'VND',
      'VUV',
      'XAF',
      'XOF',
      'XPF',
    ].map((code) => [code, 0]),
  ),
  ...Object.fromEntries(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3])),
};

const codes: ReadonlySet<string> = new Set([
  ...Object.keys(unusualExponents),
  ...'AED ARS AUD BDT BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP GEL HKD HRK HUF IDR ILS INR KES KZT LKR MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU ZAR'.split(
    ' ',
  ),
]);

/** Symbols of a single currency. */
const signs: Readonly<Record<string, string>> = {
  '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR', '₩': 'KRW', '₺': 'TRY', '₽': 'RUB', '₴': 'UAH', '₪': 'ILS', '฿': 'THB', '₫': 'VND', 'Kč': 'CZK', zł: 'PLN', Ft: 'HUF',
  'US$': 'USD', 'C$': 'CAD', 'CA$': 'CAD', 'A$': 'AUD', 'AU$': 'AUD', 'NZ$': 'NZD', 'S$': 'SGD', 'HK$': 'HKD', 'MX$': 'MXN', 'R$': 'BRL', Fr: 'CHF', 'Fr.': 'CHF',
}; // prettier-ignore

/** Symbols that several currencies share. The tenant's own currency is meant if it is among them, otherwise the first. */
const sharedSigns: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'ARS', 'CLP', 'COP', 'TWD'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  'kr.': ['DKK', 'NOK', 'SEK', 'ISK'],
};

/** Returns the decimal places of a currency's minor unit: 2 for USD, 0 for JPY, 3 for KWD. Source: ISO 4217. */
export function minorUnitDigits(currency: string): number {
  return unusualExponents[currency] ?? 2;
}

/** Returns the currency of a written symbol or code, or null for a word that names no currency. */
export function currencyOf(written: string, ownCurrency: string): string | null {
  const shared = sharedSigns[written];
  if (shared) return shared.includes(ownCurrency) ? ownCurrency : (shared[0] ?? null);
  return signs[written] ?? (codes.has(written) ? written : null);
}
