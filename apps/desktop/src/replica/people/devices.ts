import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { deviceCalls } from '../../bridge/calls/identity/device-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const text = z.string().nullable();
/** The server's data about a session. Further members, of a newer server, are left out. */
const toldSchema = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      personId: z.string(),
      name: z.string(),
      kind: text,
      address: text,
      signedInFrom: text,
      signedInAt: z.string(),
      lastUsedAt: z.string(),
      endsAt: z.string(),
      endedAt: text,
      endedWhy: text,
      isHere: z.boolean(),
      /** Absent: an older server. */
      unsent: z.number().int().nullable().default(null),
      /** Absent: an older server. */
      held: z.object({ records: z.number().int(), files: z.number().int() }).nullable().default(null),
      lost: z.object({ at: z.string(), by: z.string() }).nullable().default(null),
      asked: z
        .object({ at: z.string(), by: z.string(), answer: z.enum(['lost', 'here']).nullable(), answeredAt: text })
        .nullable()
        .default(null),
      /** Absent: an older server. */
      trustedUntil: text.default(null),
      /** Absent: an older server. */
      wipe: z
        .object({
          id: z.string(),
          why: z.string(),
          orderedAt: z.string(),
          contactedAt: text,
          handedOverAt: text,
          wipedAt: text,
          acts: z.number().int(),
          applied: z.number().int(),
        })
        .nullable()
        .default(null),
    }),
  ),
});
const doneSchema = z.object({ done: z.literal(true) });
const endedSchema = z.object({ ended: z.number().int() });

async function listed(
  { link, device }: OpenTenant,
  path: '/me/sessions' | '/admin/sessions',
): Promise<Result<CallOutput<'devices.own'>>> {
  const answer = askedValue(await link.ask(path, undefined, toldSchema));
  if (!answer.ok) return answer;
  const { people } = device.catalogue;
  const nameOf = (id: string): string | null => {
    const name = people && device.lookups.shown(people.person, id)?.fields['name'];
    return typeof name === 'string' ? name : null;
  };
  return accept({
    sessions: answer.value.sessions.map((session) => ({
      ...session,
      personName: nameOf(session.personId),
      lost: session.lost && { ...session.lost, byName: nameOf(session.lost.by) },
      asked: session.asked && { ...session.asked, byName: nameOf(session.asked.by) },
    })),
  });
}

/** Asks the server for the person's own sessions. */
export const ownDevices = (tenant: OpenTenant): Promise<Result<CallOutput<'devices.own'>>> =>
  listed(tenant, '/me/sessions');

/** Asks the server for the sessions of the people whom the person administers. */
export const devicesOfPeople = (tenant: OpenTenant): Promise<Result<CallOutput<'devices.ofPeople'>>> =>
  listed(tenant, '/admin/sessions');

/** Ends a session at the server. */
export async function endDevice({ link }: OpenTenant, { id, whose }: CallInput<'devices.end'>): Promise<Result<null>> {
  const path = `${whose === 'own' ? '/me' : '/admin'}/sessions/${id}`;
  const answer = askedValue(await link.ask(path, undefined, doneSchema, { method: 'DELETE' }));
  return answer.ok ? accept(null) : answer;
}

/** Reports at the server that the device of a session is lost, or that it is not. */
export async function reportDevice(
  { link }: OpenTenant,
  { id, whose, isLost }: CallInput<'devices.report'>,
): Promise<Result<null>> {
  const path = `${whose === 'own' ? '/me' : '/admin'}/sessions/${id}/lost`;
  const answer = askedValue(
    await (isLost ? link.ask(path, {}, doneSchema) : link.ask(path, undefined, doneSchema, { method: 'DELETE' })),
  );
  return answer.ok ? accept(null) : answer;
}

/** Has the server ask the person of a device whether it is lost. */
export async function requestDeviceQuestion(
  { link }: OpenTenant,
  { id }: CallInput<'devices.ask'>,
): Promise<Result<null>> {
  const answer = askedValue(await link.ask(`/admin/sessions/${id}/ask`, {}, doneSchema));
  return answer.ok ? accept(null) : answer;
}

/** Has the device of an own session ask for the second factor again. */
export async function endTrustIn({ link }: OpenTenant, { id }: CallInput<'devices.endTrust'>): Promise<Result<null>> {
  const answer = askedValue(await link.ask(`/me/sessions/${id}/trust`, undefined, doneSchema, { method: 'DELETE' }));
  return answer.ok ? accept(null) : answer;
}

/**
 * Orders to wipe the device of a session. This device contacts the server at once, and gets the order if it is the one to wipe.
 */
export async function wipeDevice(
  { link, engine }: OpenTenant,
  { id, whose }: CallInput<'devices.wipe'>,
): Promise<Result<CallOutput<'devices.wipe'>>> {
  const path = `${whose === 'own' ? '/me' : '/admin'}/sessions/${id}/wipe`;
  const answer = askedValue(await link.ask(path, {}, z.object({ ordered: z.number().int() })));
  if (answer.ok) void engine.now();
  return answer;
}

/** Withdraws an order to wipe a device. */
export async function keepDevice({ link }: OpenTenant, { id }: CallInput<'devices.keep'>): Promise<Result<null>> {
  const answer = askedValue(await link.ask(`/admin/wipes/${id}`, undefined, doneSchema, { method: 'DELETE' }));
  return answer.ok ? accept(null) : answer;
}

/** Asks the server for the changes that a wiped device handed over. */
export const handedOver = async (
  { link }: OpenTenant,
  { id }: CallInput<'devices.handedOver'>,
): Promise<Result<CallOutput<'devices.handedOver'>>> =>
  askedValue(await link.ask(`/admin/wipes/${id}/acts`, {}, deviceCalls['devices.handedOver'].output));

/** Has the server apply chosen changes of a wiped device. */
export const requestApplyHandedOver = async (
  { link }: OpenTenant,
  { id, acts }: CallInput<'devices.applyHandedOver'>,
): Promise<Result<CallOutput<'devices.applyHandedOver'>>> =>
  askedValue(await link.ask(`/admin/wipes/${id}/apply`, { acts }, deviceCalls['devices.applyHandedOver'].output));

/**
 * Ends the person's own sessions at the server. If these are all of them, this device contacts the server at once, and finds that
 * it is signed out.
 */
export async function endOwnDevices(
  { link, engine }: OpenTenant,
  { which }: CallInput<'devices.endOwn'>,
): Promise<Result<CallOutput<'devices.endOwn'>>> {
  const answer = askedValue(await link.ask('/me/sessions/end', { which }, endedSchema));
  if (answer.ok && which === 'all') await engine.now();
  return answer;
}

/** Ends all sessions of another person at the server. */
export const endDevicesOf = async (
  { link }: OpenTenant,
  { person }: CallInput<'devices.endAllOf'>,
): Promise<Result<CallOutput<'devices.endAllOf'>>> =>
  askedValue(await link.ask(`/admin/members/${person}/sessions/end`, {}, endedSchema));
