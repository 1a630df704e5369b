import { total } from '../../../kernel/entities/reads.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { part } from '../entities/part.entity.ts';
import { stockMovement } from '../entities/stock-movement.entity.ts';

/**
 * WRK-4: nobody takes a part that is not on hand. A movement is still accepted where too few are on hand, as long as it does not
 * increase the shortage.
 */
export const enoughOnHand = rule(part, {
  id: 'WRK-4',
  reads: { onHand: total(stockMovement, 'part', { to: part, sum: 'quantity' }) },
  check: ({ read }) =>
    read.onHand < 0 ? { message: 'Not enough of this part is on hand.', sizes: { '': -read.onHand } } : undefined,
});
