import { rule } from '../../../kernel/entities/rule.ts';
import { stockMovement } from '../entities/stock-movement.entity.ts';

/** WRK-2: a used part goes out for a job, and a received part comes in. */
export const movesTheRightWay = rule(stockMovement, {
  id: 'WRK-2',
  check: ({ record: { fields } }) => {
    if (fields.reason === 'used' && fields.quantity >= 0)
      return { message: 'Used parts go out: give a quantity below zero.', field: 'quantity' };
    if (fields.reason === 'used' && fields.job === undefined)
      return { message: 'Say for which job the part was used.', field: 'job' };
    return fields.reason === 'received' && fields.quantity <= 0
      ? { message: 'Received parts come in: give a quantity above zero.', field: 'quantity' }
      : undefined;
  },
});
