import { printedLetter } from '@outpost/domain/kernel/letters/letters-pdf';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import type { LettersOfBatch } from '../../../integrations/letters/letters-adapter.ts';
import type { LetterPorts } from '../../pack-server.ts';

type Account = Parameters<LetterPorts['serviceOf']>[0];

/** Returns how the letters of a batch are read for a print service. A device sorts them in the same way for its PDF. */
export const lettersOfBatch =
  ({ serviceOf }: LetterPorts, account: Account): LettersOfBatch =>
  async (orgId, { id, format }) => {
    const service = await serviceOf(account, orgId);
    const found = await service?.list(letter, { where: { field: 'batch', op: 'is', value: id }, sort: [{ field: 'createdAt', direction: 'asc' }] }); // prettier-ignore
    if (found?.ok !== true) throw new Error(`The letters of a batch could not be read: ${found?.message ?? 'no pack'}`);
    return found.value.map((one) => printedLetter(one, format));
  };
