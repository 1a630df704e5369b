/** How much a charge may grow from the Loan Estimate to what the consumer pays: § 1026.19(e)(3)(i), (ii) and (iii). */
export type ToleranceBucket = 'zero' | 'ten-percent' | 'unlimited';

/**
 * The kinds of charges by their tolerance, with the paragraph that decides. A fee is paid to the person who keeps it (comment
 * 19(e)(3)(i)-3). A service for which the consumer may shop is `list-provider` also where no written list was given, or where the consumer
 * chose nobody, and `affiliate-fee` or `creditor-fee` where such a person provides it (comments 19(e)(3)(ii)-3 and -6, 19(e)(3)(iii)-2).
 */
export const chargeKinds = [
  { value: 'creditor-fee', label: 'Fee of the creditor', bucket: 'zero', source: '19(e)(3)(i)-1.i' },
  { value: 'broker-fee', label: 'Fee of the mortgage broker', bucket: 'zero', source: '19(e)(3)(i)-1.ii' },
  { value: 'affiliate-fee', label: 'Fee of an affiliate', bucket: 'zero', source: '19(e)(3)(i)-1.iii' },
  { value: 'no-shopping', label: 'Third party, no shopping', bucket: 'zero', source: '19(e)(3)(i)-1.iv' },
  { value: 'transfer-tax', label: 'Transfer tax', bucket: 'zero', source: '19(e)(3)(i)-1.v' },
  { value: 'lender-credit', label: 'Lender credit', bucket: 'zero', source: '19(e)(3)(i)-5' },
  { value: 'list-provider', label: 'Provider from the list', bucket: 'ten-percent', source: '19(e)(3)(ii)-1.i' },
  { value: 'recording-fee', label: 'Recording fee', bucket: 'ten-percent', source: '19(e)(3)(ii)-1.ii' },
  { value: 'own-provider', label: 'Provider not on the list', bucket: 'unlimited', source: '19(e)(3)(iii)-2' },
  { value: 'prepaid-interest', label: 'Prepaid interest', bucket: 'unlimited', source: '19(e)(3)(iii)-1' },
  { value: 'property-insurance', label: 'Property insurance', bucket: 'unlimited', source: '19(e)(3)(iii)-1' },
  { value: 'escrow', label: 'Escrow deposit', bucket: 'unlimited', source: '19(e)(3)(iii)-1' },
  { value: 'property-tax', label: 'Property tax', bucket: 'unlimited', source: '19(e)(3)(iii)-3' },
  { value: 'not-required', label: 'Service not required', bucket: 'unlimited', source: '19(e)(3)(iii)-3' },
] as const satisfies readonly {
  readonly value: string;
  readonly label: string;
  readonly bucket: ToleranceBucket;
  readonly source: string;
}[];
export type ChargeKind = (typeof chargeKinds)[number]['value'];

const byKind = new Map<string, (typeof chargeKinds)[number]>(chargeKinds.map((kind) => [kind.value, kind]));

/** Returns the tolerance of a kind of charge, and the comment of Regulation Z that decides. */
export function toleranceOf(kind: ChargeKind): { readonly bucket: ToleranceBucket; readonly source: string } {
  const { bucket = 'zero', source = '' } = byKind.get(kind) ?? {};
  return { bucket, source };
}

/** Whether a text names a kind of charge. */
export const isChargeKind = (text: string): text is ChargeKind => byKind.has(text);
