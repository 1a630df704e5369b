import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { sourceCalls } from '../../bridge/calls/source-calls.ts';
import type { CallInput, CallOutput, ShownRecord } from '../../bridge/contract.ts';
import { shownOf } from '../questions/shown-of.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/api/v1/webhook-sources';
type AskFor<N extends keyof typeof sourceCalls> = (
  open: OpenTenant,
  input: CallInput<N>,
) => Promise<Result<CallOutput<N>>>;

export const listWebhookSources: AskFor<'sources.list'> = async ({ link }) =>
  askedValue(await link.ask(path, undefined, sourceCalls['sources.list'].output));

export const makeWebhookSource: AskFor<'sources.make'> = async ({ link }, order) =>
  askedValue(await link.ask(path, order, sourceCalls['sources.make'].output));

export const changeWebhookSource: AskFor<'sources.change'> = async ({ link }, { id, ...change }) =>
  askedValue(await link.ask(`${path}/${id}`, change, sourceCalls['sources.change'].output, { method: 'PUT' }));

/** Asks for something whose answer is not needed. */
async function ask({ link }: OpenTenant, at: string, body: unknown, method?: 'DELETE'): Promise<Result<null>> {
  const done = askedValue(await link.ask(at, body, z.unknown(), method === undefined ? {} : { method }));
  return done.ok ? accept(null) : done;
}

export const removeWebhookSource: AskFor<'sources.remove'> = (open, { id }) =>
  ask(open, `${path}/${id}`, undefined, 'DELETE');
export const endWebhookSourceSecret: AskFor<'sources.endSecret'> = (open, { id, secret }) =>
  ask(open, `${path}/${id}/secrets/${secret}`, undefined, 'DELETE');
export const tryDeliveryAgain: AskFor<'sources.again'> = (open, { id, n }) =>
  ask(open, `${path}/${id}/deliveries/${n}/again`, {});
export const discardDelivery: AskFor<'sources.discard'> = (open, { id, n }) =>
  ask(open, `${path}/${id}/deliveries/${n}/discard`, {});

export const makeSourceSecret: AskFor<'sources.newSecret'> = async ({ link }, { id }) =>
  askedValue(await link.ask(`${path}/${id}/secrets`, {}, sourceCalls['sources.newSecret'].output));

export const previewSource: AskFor<'sources.preview'> = async ({ link }, asked) =>
  askedValue(await link.ask(`${path}/preview`, asked, sourceCalls['sources.preview'].output));

/** Asks the server for deliveries, and adds the records as this device knows them. Nothing of the answer is stored. */
export const receivedDeliveries: AskFor<'sources.deliveries'> = async ({ link, device }, { id, state, before }) => {
  const query = new URLSearchParams({
    ...(state === null ? {} : { state }),
    ...(before === null ? {} : { before: String(before) }),
  });
  const schema = sourceCalls['sources.deliveries'].output.omit({ records: true });
  const answer = askedValue(await link.ask(`${path}/${id}/deliveries?${query.toString()}`, undefined, schema));
  if (!answer.ok) return answer;
  const records: Record<string, ShownRecord> = {};
  for (const { entity, record } of answer.value.deliveries) {
    if (entity === null || record === null || !device.catalogue.entities.has(entity)) continue;
    const held = device.lookups.shown(entity, record);
    if (held) records[held.id] = shownOf(held);
  }
  return accept({ ...answer.value, records });
};
