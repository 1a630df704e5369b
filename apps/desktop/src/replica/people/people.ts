import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallOutput } from '../../bridge/contract.ts';
import { actIdsOn } from '../records/memory/device-memory.ts';
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
  open: OpenTenant,
  { id, password }: { readonly id: string; readonly password: string },
): Promise<Result<null>> {
  const { engine, link } = open;
  const sent = await sendPerson(open, id, 'Give the password when it is sent.');
  if (!sent.ok) return sent;
  const path = `/admin/members/${id}/password`;
  const answer = askedValue(await link.ask(path, { password }, doneSchema, { method: 'PUT' }));
  if (!answer.ok) return answer;
  await engine.now(); // the person is active now, and the list shows it
  return accept(null);
}

/**
 * Sends the acts on a person first, because the server must have the person. `then` names the next step where they
 * cannot be sent now.
 */
async function sendPerson({ device, engine }: OpenTenant, id: string, then: string): Promise<Result<null>> {
  const isWaiting = () => actIdsOn(device.memory, id).some((act) => device.memory.acts.get(act)?.state === 'waiting');
  if (isWaiting()) await engine.now();
  if (!isWaiting()) return accept(null);
  const why = "The server doesn't have this person yet: the change that adds them waits to be sent.";
  return refuse('sync/offline', `${why} ${then}`, {});
}

const invitesSchema = z.object({
  invites: z.array(
    z.object({
      person: z.string(),
      state: z.enum(['waiting', 'accepted', 'expired', 'revoked']),
      sentAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
});
const invitedSchema = z.object({ expiresAt: z.string() });

/** Asks the server for the invitations of the tenant, newest first. */
export const requestInvites = async ({ link }: OpenTenant): Promise<Result<CallOutput<'people.invites'>>> =>
  askedValue(await link.ask('/admin/invites', undefined, invitesSchema));

/** Has the server invite a person by e-mail. The acts on the person are sent first. */
export async function invitePerson(
  open: OpenTenant,
  { id }: { readonly id: string },
): Promise<Result<CallOutput<'people.invite'>>> {
  const sent = await sendPerson(open, id, 'Invite them when it is sent.');
  if (!sent.ok) return sent;
  return askedValue(await open.link.ask(`/admin/members/${id}/invite`, {}, invitedSchema, { method: 'PUT' }));
}

/** Withdraws the invitation of a person at the server. */
export async function requestInviteRevocation(
  { link }: OpenTenant,
  { id }: { readonly id: string },
): Promise<Result<null>> {
  const done = askedValue(await link.ask(`/admin/members/${id}/invite`, undefined, doneSchema, { method: 'DELETE' }));
  return done.ok ? accept(null) : done;
}
