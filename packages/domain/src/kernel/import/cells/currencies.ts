/** Decimal places of currencies that don't have two (ISO 4217, list one). */
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

/** Signs that mean one currency. */
const signs: Readonly<Record<string, string>> = {
  '€': 'EUR', '£': 'GBP', '¥': 'JPY', '₹': 'INR', '₩': 'KRW', '₺': 'TRY', '₽': 'RUB', '₴': 'UAH', '₪': 'ILS', '฿': 'THB', '₫': 'VND', 'Kč': 'CZK', zł: 'PLN', Ft: 'HUF',
  'US$': 'USD', 'C$': 'CAD', 'CA$': 'CAD', 'A$': 'AUD', 'AU$': 'AUD', 'NZ$': 'NZD', 'S$': 'SGD', 'HK$': 'HKD', 'MX$': 'MXN', 'R$': 'BRL', Fr: 'CHF', 'Fr.': 'CHF',
}; // prettier-ignore

/** Signs that several currencies share: the tenant's own is meant if it is one of them, else the first. */
const sharedSigns: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'ARS', 'CLP', 'COP', 'TWD'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  'kr.': ['DKK', 'NOK', 'SEK', 'ISK'],
};

/** Decimal places of a currency's minor unit: 2 for USD, 0 for JPY, 3 for KWD. Source: ISO 4217. */
export function minorUnitDigits(currency: string): number {
  return unusualExponents[currency] ?? 2;
}

/** The currency that a sign or code in a cell means, or null for a word that is none. */
export function currencyOf(written: string, ownCurrency: string): string | null {
  const shared = sharedSigns[written];
  if (shared) return shared.includes(ownCurrency) ? ownCurrency : (shared[0] ?? null);
  return signs[written] ?? (codes.has(written) ? written : null);
}
