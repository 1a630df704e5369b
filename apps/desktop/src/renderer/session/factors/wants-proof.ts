import { isDangerousCall, isDangerousEdit } from '@outpost/domain/kernel/access/dangerous-acts';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { CallInput, CallName } from '../../../bridge/contract.ts';
import { actRequestSchema } from '../../../bridge/shapes/act-request.ts';

/**
 * Returns whether a call that the device carries out by itself is a dangerous act (PLT-28). The server decides such acts later, when they are
 * sent: asking now spares the person a refused change.
 */
export function wantsProof<N extends CallName>(name: N, input: CallInput<N>): boolean {
  if (isDangerousCall(name)) return true;
  if (name !== 'acts.perform') return false;
  const request = actRequestSchema.safeParse(input);
  return (
    request.success &&
    request.data.edits.some((edit) => {
      const entity = installedCatalogue.entities.get(edit.entity);
      return entity !== undefined && isDangerousEdit(entity, edit);
    })
  );
}
