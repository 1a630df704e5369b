import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { webhookCalls } from '../../bridge/calls/webhook-calls.ts';
import type { CallInput, CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { shownOf } from '../questions/shown-of.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/api/v1/webhooks';
type AskFor<N extends keyof typeof webhookCalls> = (
  open: OpenTenant,
  input: CallInput<N>,
) => Promise<Result<CallOutput<N>>>;

export const listWebhooks: AskFor<'webhooks.list'> = async ({ link }) =>
  askedValue(await link.ask(path, undefined, webhookCalls['webhooks.list'].output));

/**
 * The address may read the kinds that it sends, in the whole organisation, as far as its maker may. Events that change no record are for
 * administrators, like the journal.
 */
export const makeWebhook: AskFor<'webhooks.make'> = async ({ link, device }, { kinds, ...settings }) => {
  const { people } = device.catalogue;
  const ofKinds = kinds.map((entity) => `${entity}:read@org`);
  const ofEvents = settings.events.length > 0 && people ? [`${people.role}:administer@org`] : [];
  const order = { ...settings, sends: kinds.map((entity) => ({ entity })), grants: [...ofKinds, ...ofEvents] };
  return askedValue(await link.ask(path, order, webhookCalls['webhooks.make'].output));
};

/** Asks for something whose answer is not needed. */
async function ask({ link }: OpenTenant, at: string, body: unknown, method?: 'PUT' | 'DELETE'): Promise<Result<null>> {
  const done = askedValue(await link.ask(at, body, z.unknown(), method === undefined ? {} : { method }));
  return done.ok ? accept(null) : done;
}

export const turnWebhook: AskFor<'webhooks.turn'> = (open, { id, isOn }) => ask(open, `${path}/${id}`, { isOn }, 'PUT');
export const removeWebhook: AskFor<'webhooks.remove'> = (open, { id }) =>
  ask(open, `${path}/${id}`, undefined, 'DELETE');
export const endWebhookSecret: AskFor<'webhooks.endSecret'> = (open, { id, secret }) =>
  ask(open, `${path}/${id}/secrets/${secret}`, undefined, 'DELETE');
export const sendDelivery: AskFor<'webhooks.send'> = (open, { id, n }) =>
  ask(open, `${path}/${id}/deliveries/${n}/send`, {});

export const makeWebhookSecret: AskFor<'webhooks.newSecret'> = async ({ link }, { id, kind }) =>
  askedValue(await link.ask(`${path}/${id}/secrets`, { kind }, webhookCalls['webhooks.newSecret'].output));

export const testWebhook: AskFor<'webhooks.test'> = async ({ link }, { id }) =>
  askedValue(await link.ask(`${path}/${id}/test`, {}, webhookCalls['webhooks.test'].output));

export const replayWebhook: AskFor<'webhooks.replay'> = async ({ link }, { id, from }) =>
  askedValue(await link.ask(`${path}/${id}/replay`, { from }, webhookCalls['webhooks.replay'].output));

/** Asks the server for deliveries, and adds the records as this device knows them. Nothing of the answer is stored. */
export const webhookDeliveries: AskFor<'webhooks.deliveries'> = async ({ link, device }, { id, state, before }) => {
  const query = new URLSearchParams({
    ...(state === null ? {} : { state }),
    ...(before === null ? {} : { before: String(before) }),
  });
  const schema = webhookCalls['webhooks.deliveries'].output.omit({ records: true });
  const answer = askedValue(await link.ask(`${path}/${id}/deliveries?${query.toString()}`, undefined, schema));
  if (!answer.ok) return answer;
  const records: Record<string, ShownRecord> = {};
  for (const { entity, subject } of answer.value.deliveries) {
    if (entity === null || subject === null || !device.catalogue.entities.has(entity)) continue;
    const held = device.lookups.shown(entity, subject);
    if (held) records[held.id] = shownOf(held);
  }
  return accept({ ...answer.value, records });
};
