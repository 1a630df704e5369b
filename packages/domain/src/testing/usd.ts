/** Test support: returns an amount of whole US dollars as a money value, in cents. */
export const usd = (dollars: number): { readonly amount: number; readonly currency: string } => ({
  amount: dollars * 100,
  currency: 'USD',
});
