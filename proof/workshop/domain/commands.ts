import {
  actCommand,
  calculationCommand,
  makes,
  type PackCommand,
} from '../../kernel/catalogue/calculations/pack-command.ts';
import { number, ref, text } from '../../kernel/entities/fields.ts';
import { repairPrice } from './calculations/repair-price.ts';
import { stockMovement } from './entities/stock-movement.entity.ts';
import { PartId } from './ids.ts';

/** `outpost workshop price`, `outpost workshop receive`. */
export const workshopCommands: readonly PackCommand[] = [
  calculationCommand('price', repairPrice),
  actCommand('receive', {
    summary: 'Notes parts that came in',
    takes: { part: ref(PartId, { required: true }), quantity: number({ required: true, min: 1 }), note: text() },
    act: ({ part, quantity, note = 'Received' }) => ({
      label: 'Received parts',
      edits: [makes(stockMovement, { note, part, quantity, reason: 'received' })],
    }),
  }),
];
