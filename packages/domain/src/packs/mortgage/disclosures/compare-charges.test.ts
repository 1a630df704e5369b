import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChargeKind, chargeKinds, toleranceOf } from './charge-kinds.ts';
import { type ChargeLine, type ChargesCompared, compareCharges, type RevisedAmount } from './compare-charges.ts';

const line = (kind: ChargeKind, estimated: number, actual: number, more: Partial<ChargeLine> = {}): ChargeLine => ({
  label: kind,
  kind,
  estimatedCents: estimated * 100,
  actualCents: actual * 100,
  ...more,
});
const revised = (dollars: number, more: Partial<RevisedAmount> = {}): Pick<ChargeLine, 'revisions'> => ({
  revisions: [{ amountCents: dollars * 100, reason: 'changed-circumstance', ...more }],
});
function compared(...lines: readonly ChargeLine[]): ChargesCompared {
  const found = compareCharges(lines);
  if ('cannot' in found) throw new Error(found.cannot.message);
  return found;
}

describe('the tolerance of a charge', () => {
  it('comments 19(e)(3)(i)-1, (ii)-1 and (iii)-1 to -3: is by its kind', () => {
    const inBucket = (bucket: string) => chargeKinds.filter(({ value }) => toleranceOf(value).bucket === bucket).map(({ value }) => value); // prettier-ignore
    expect(inBucket('zero')).toEqual(['creditor-fee', 'broker-fee', 'affiliate-fee', 'no-shopping', 'transfer-tax', 'lender-credit']); // prettier-ignore
    expect(inBucket('ten-percent')).toEqual(['list-provider', 'recording-fee']);
    expect(inBucket('unlimited')).toEqual(['own-provider', 'prepaid-interest', 'property-insurance', 'escrow', 'property-tax', 'not-required']); // prettier-ignore
  });
});

describe('the comparison of charges', () => {
  it('comment 19(f)(2)(v)-1: four excesses of $30, $25, $25 and $15, and $1,190 against $1,000, refund $185', () => {
    const found = compared(
      line('creditor-fee', 500, 530),
      line('broker-fee', 100, 125),
      line('affiliate-fee', 200, 225),
      line('transfer-tax', 300, 315),
      line('list-provider', 700, 850),
      line('recording-fee', 300, 340),
    );
    expect(found.zero.excessCents).toBe(95_00);
    expect(found.tenPercent).toEqual({ baselineCents: 1_000_00, actualCents: 1_190_00, limitCents: 1_100_00, excessCents: 90_00 }); // prettier-ignore
    expect(found.refundCents).toBe(185_00);
  });
  it('comment 19(e)(3)(ii)-2.i: one charge may exceed 10 percent where the sum does not', () => {
    const found = compared(line('list-provider', 300, 400), line('recording-fee', 700, 700));
    expect(found.tenPercent.excessCents).toBe(0);
    expect(found.lines[0]).toMatchObject({ bucket: 'ten-percent', changeCents: 100_00, excessCents: 0 });
  });
  it('comment 19(e)(3)(ii)-2.ii: a charge that was not disclosed counts in the sum', () => {
    expect(compared(line('list-provider', 1_000, 1_090), line('list-provider', 0, 10)).refundCents).toBe(0);
    expect(compared(line('list-provider', 1_000, 1_090), line('list-provider', 0, 11)).refundCents).toBe(1_00);
  });
  it('comment 19(e)(3)(ii)-5: the estimate of a service that was not performed leaves the sum', () => {
    const inspection = line('list-provider', 100, 0, { isPerformed: false });
    expect(compared(line('list-provider', 900, 1_000), inspection).tenPercent).toMatchObject({ baselineCents: 900_00, excessCents: 10_00 }); // prettier-ignore
    expect(compared(line('list-provider', 900, 1_000), line('list-provider', 100, 0)).refundCents).toBe(0);
  });
  it('comment 19(e)(3)(iii)-1: charges without limit refund nothing, -2: unless the estimate was unreasonably low', () => {
    expect(compared(line('prepaid-interest', 100, 900), line('own-provider', 20, 150)).refundCents).toBe(0);
    const low = compared(line('own-provider', 20, 150, { isBestInformation: false }));
    expect(low).toMatchObject({ refundCents: 130_00, lines: [{ bucket: 'zero' }] });
  });
  it('comment 19(e)(3)(i)-5: lender credits of $500 instead of $750 are an increase of $250, -6: in total', () => {
    expect(compared(line('lender-credit', 750, 500))).toMatchObject({ refundCents: 250_00, lines: [{ changeCents: 250_00 }] }); // prettier-ignore
    expect(compared(line('lender-credit', 750, 500), line('lender-credit', 0, 250)).refundCents).toBe(0);
    expect(compared(line('lender-credit', 750, 900), line('creditor-fee', 100, 150)).refundCents).toBe(50_00);
  });
  it('does not let one line’s saving pay for another without tolerance', () => {
    expect(compared(line('creditor-fee', 500, 400), line('creditor-fee', 100, 110)).refundCents).toBe(10_00);
  });
  it('rounds the 10 percent down to the cent, so that the refund leaves no excess', () => {
    const found = compared({ label: 'x', kind: 'recording-fee', estimatedCents: 1_005, actualCents: 1_106 });
    expect(found.tenPercent).toMatchObject({ limitCents: 1_105, excessCents: 1 }); // 1,105.5
  });
});

describe('a revised amount', () => {
  it('comment 19(e)(3)(iv)(A)-1.i: replaces $200 for an affiliate’s appraisal by $400 only where disclosed in time', () => {
    expect(compared(line('affiliate-fee', 200, 400, revised(400))).refundCents).toBe(0);
    expect(compared(line('affiliate-fee', 200, 400)).refundCents).toBe(200_00);
    const late = compared(line('affiliate-fee', 200, 400, revised(400, { whyLate: 'It was due on 2026-06-04.' })));
    expect(late.refundCents).toBe(200_00);
    expect(late.lines[0]?.note).toBe('The revised amount does not count. It was due on 2026-06-04.');
  });
  it('comment 19(e)(3)(iv)(A)-1.ii: title fees of $500 count as $400 where the sum rises by 5 percent only', () => {
    const found = compared(line('list-provider', 400, 500, revised(500)), line('recording-fee', 1_600, 1_600));
    expect(found.lines[0]).toMatchObject({ baselineCents: 400_00 });
    expect(found.lines[0]?.note).toContain('by more than 10 percent');
    expect(found.tenPercent.baselineCents).toBe(2_000_00);
  });
  it('comment 19(e)(4)(i)-1.ii: increases of 5 and 6 percent count together', () => {
    const found = compared(
      line('list-provider', 400, 450, revised(450)),
      line('list-provider', 600, 660, revised(660)),
    );
    expect(found.tenPercent).toMatchObject({ baselineCents: 1_110_00, excessCents: 0 });
    const exactly = compared(line('list-provider', 1_000, 1_100, revised(1_100)));
    expect(exactly.tenPercent.baselineCents).toBe(1_000_00); // not more than 10 percent
  });
  it('§ 1026.19(e)(3)(iv)(B) to (F): needs no 10 percent for other reasons', () => {
    for (const reason of ['eligibility', 'consumer-request', 'rate-lock', 'expiration', 'construction-delay'] as const)
      expect(compared(line('recording-fee', 1_000, 1_050, revised(1_050, { reason }))).tenPercent.baselineCents).toBe(1_050_00); // prettier-ignore
  });
  it('is the last one that counts', () => {
    const revisions: RevisedAmount[] = [
      { amountCents: 300_00, reason: 'consumer-request' },
      { amountCents: 400_00, reason: 'consumer-request', whyLate: 'Late.' },
    ];
    const found = compared(line('creditor-fee', 200, 400, { revisions }));
    expect(found).toMatchObject({ refundCents: 100_00, lines: [{ baselineCents: 300_00 }] });
  });
});

describe('a comparison that has no answer', () => {
  const refused = (...lines: readonly ChargeLine[]) => {
    const found = compareCharges(lines);
    return 'cannot' in found ? found.cannot.message : '';
  };
  it('names the line and what would be right', () => {
    expect(refused()).toContain('at least one charge');
    expect(refused(...Array.from({ length: 501 }, () => line('escrow', 1, 1)))).toContain('more than 500 lines');
    expect(refused(line('escrow', -1, 1))).toContain(
      'An amount of “escrow” must be between 0.00 and 1,000,000,000.00, in whole cents.',
    );
    expect(refused(line('escrow', 1, 0.005))).toContain('whole cents');
    expect(refused(line('escrow', 1, 1e11))).toContain('whole cents');
    expect(refused(line('escrow', 1, Number.NaN))).toContain('whole cents');
    expect(refused(line('escrow', 1, 1, revised(-1)))).toContain('whole cents');
    expect(refused(line('escrow', 1, 1, { isPerformed: false }))).toContain('was not performed');
  });
});

const anyLine = fc.record({
  label: fc.constant('x'),
  kind: fc.constantFrom(...chargeKinds.map(({ value }) => value)),
  estimatedCents: fc.nat(5_000_00),
  actualCents: fc.nat(5_000_00),
});
const anyLines = fc.array(anyLine, { minLength: 1, maxLength: 20 });

describe('for all charges', () => {
  it('paying what was disclosed refunds nothing, and paying less refunds nothing but missing credits', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        expect(compared(...lines.map((one) => ({ ...one, actualCents: one.estimatedCents }))).refundCents).toBe(0);
        const less = lines.map((one) => ({ ...one, actualCents: Math.min(one.actualCents, one.estimatedCents) }));
        expect(compared(...less).refundCents).toBe(compared(...less).credits.excessCents);
      }),
    );
  });
  it('the refund is the least amount that puts the charges within the tolerances', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const { lines: found, tenPercent, credits, refundCents } = compared(...lines);
        const zero = lines.filter(({ kind }) => toleranceOf(kind).bucket === 'zero' && kind !== 'lender-credit');
        const over = zero.reduce((sum, one) => sum + Math.max(0, one.actualCents - one.estimatedCents), 0);
        expect(refundCents).toBe(over + tenPercent.excessCents + credits.excessCents);
        const { actualCents, baselineCents, excessCents } = tenPercent;
        expect(BigInt(actualCents - excessCents) * 10n <= BigInt(baselineCents) * 11n).toBe(true);
        if (excessCents > 0)
          expect(BigInt(actualCents - excessCents + 1) * 10n > BigInt(baselineCents) * 11n).toBe(true);
        expect(found).toHaveLength(lines.length);
      }),
    );
  });
  it('the order of the lines changes nothing', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        expect(compared(...lines.toReversed()).refundCents).toBe(compared(...lines).refundCents);
      }),
    );
  });
});
