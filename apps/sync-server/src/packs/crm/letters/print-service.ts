import { accept } from '@outpost/domain/kernel/refusal';
import { letterBatch } from '@outpost/domain/packs/crm/entities/letters/letter-batch.entity';
import { z } from 'zod';
import { packRoute } from '../../../http/packs/pack-route.ts';

/** LET-8: whether this server hands print batches to a print service. A device offers one only then. */
export const printService = packRoute({
  name: 'print-service',
  summary: 'Whether this server hands print batches to a print service',
  asks: `${letterBatch.name}:create@own`,
  takes: z.strictObject({}),
  gives: z.strictObject({ isThere: z.boolean() }),
  work: (service) => Promise.resolve(accept({ isThere: service.hasPrintService })),
});
