/** Chosen: organisations change certificates in some days, and people are away for some weeks. */
const soonMs = 30 * 86_400_000;

export type CertificateState = {
  readonly state: 'valid' | 'ends-soon' | 'ended';
  /** The end of the last one, an instant. */ readonly at: string;
};

/**
 * Returns whether a provider's certificates end soon. The one that ends last decides: while a provider changes its key
 * there are two, and the old one may end. Undefined if there is none. `validUntil`: instants.
 */
export function certificateState(validUntil: readonly string[], nowMs: number): CertificateState | undefined {
  const at = validUntil.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
  if (at === undefined) return undefined;
  const leftMs = Date.parse(at) - nowMs;
  return { at, state: leftMs <= 0 ? 'ended' : leftMs <= soonMs ? 'ends-soon' : 'valid' };
} // prettier-ignore
