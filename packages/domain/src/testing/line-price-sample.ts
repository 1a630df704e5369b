const usd = (amount: number) => ({ amount, currency: 'USD' });

/** A line and its price. Each interface under test must return this answer (T-18). */
export const pricedLine = {
  given: { quantity: 3, listPrice: usd(1_999), discount: 10 },
  answer: { gross: usd(5_997), discountAmount: usd(600), net: usd(5_397) },
} as const;

/** A line that can't be priced, with the refusal that each interface returns. */
export const wrongLine = {
  given: { quantity: -1, listPrice: usd(1_999) },
  refusal: { code: 'request/invalid', message: 'Quantity must be at least 0.' },
} as const;
