import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallOutput } from '../../bridge/contract.ts';
import { actIdsOn } from '../records/device-memory.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const membersSchema = z.object({
  members: z.array(z.object({ id: z.string(), lastContactAt: z.string().nullable(), devices: z.number().int() })),
});
const doneSchema = z.object({ done: z.literal(true) });

/** Asks the server when the devices of the tenant's people were last in contact. */
export async function peopleContacts({ link }: OpenTenant): Promise<Result<CallOutput<'people.contacts'>>> {
  const answer = askedValue(await link.ask('/admin/members', undefined, membersSchema));
  if (!answer.ok) return answer;
  return accept({
    people: answer.value.members.map(({ id, lastContactAt, devices }) => ({ id, lastContactAt, devices })),
  });
}

/**
 * Sets a person's first or next password at the server. The acts on the person are sent first, because the server must have
 * the person. The password is neither stored on this device nor sent later.
 */
export async function givePassword(
  { device, engine, link }: OpenTenant,
  { id, password }: { readonly id: string; readonly password: string },
): Promise<Result<null>> {
  const isWaiting = () => actIdsOn(device.memory, id).some((act) => device.memory.acts.get(act)?.state === 'waiting');
  if (isWaiting()) await engine.now();
  if (isWaiting())
    return refuse(
      'sync/offline',
      "The server doesn't have this person yet: the change that adds them waits to be sent. Give the password when it is sent.",
      {},
    );
  const path = `/admin/members/${id}/password`;
  const answer = askedValue(await link.ask(path, { password }, doneSchema, { method: 'PUT' }));
  if (!answer.ok) return answer;
  await engine.now(); // the person is active now, and the list shows it
  return accept(null);
}
