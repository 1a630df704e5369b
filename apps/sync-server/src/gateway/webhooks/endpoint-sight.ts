import { administers, canSee, type Principal } from '@outpost/domain/kernel/access/access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { type DomainEvent, eventOfRow, sentRecordOf } from '@outpost/domain/kernel/events/event-of-row';
import { eventBody, recordInEvent } from '@outpost/domain/kernel/events/event-schemas';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { principalOfKey } from '../../access/api-key.ts';
import { readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { WebhookEndpoint } from './webhook-endpoint.ts';

/** The rights of an endpoint: its principal in its tenant. */
export type EndpointSight = {
  readonly tenant: Tenant;
  readonly principal: Principal;
  readonly timeZone: string;
  readonly currency: string | undefined;
};

/**
 * Reads the principal of an endpoint: the rights that both the person who set it and its grants give now. A suspended person, or a
 * suspended organisation, gives none. `mark`: of the tenant's rights, where this transaction has read it.
 */
export async function readSight(
  tx: Transaction,
  { orgId, installed }: { readonly orgId: string; readonly installed: Catalogue },
  { personId, grants }: Pick<WebhookEndpoint, 'personId' | 'grants'>,
  mark?: string,
): Promise<EndpointSight> {
  const { tenant, principal, settings } = await readAsker(tx, { orgId, userId: personId, installed }, mark);
  return {
    tenant,
    principal: principalOfKey(principal, { personId, grants }, tenant.catalogue),
    timeZone: settings?.timeZone ?? 'UTC',
    currency: settings?.currency,
  };
}

/** Whether an endpoint may learn of a record. */
export const seesRecord = (
  { principal, tenant }: EndpointSight,
  record: StoredRecord | undefined,
): record is StoredRecord =>
  // prettier-ignore
  record !== undefined && canSee(principal, tenant.catalogue, record);

/** Whether an endpoint may learn of events that change no record: like the journal, they are for administrators. */
export const seesActions = ({ principal, tenant }: EndpointSight): boolean =>
  administers(principal, entityOf(tenant.catalogue, accessEntities.role));

/** Reads the events of these journal rows, by number. Rows without content (erased, past their retention) have none. */
export async function readDomainEvents(
  tx: Transaction,
  { orgId, catalogue }: { readonly orgId: string; readonly catalogue: Catalogue },
  numbers: readonly number[],
): Promise<ReadonlyMap<number, DomainEvent>> {
  if (numbers.length === 0) return new Map();
  const rows = await tx.query<{ n: number; payload: string }>(
    'select n, payload from store.journal where org_id = $1 and n = any($2::bigint[]) and payload is not null',
    [orgId, numbers],
  );
  return eventsOf(catalogue, rows);
}

/** Returns the events of journal rows with their contents, by number. */
export const eventsOf = (catalogue: Catalogue, rows: readonly { readonly n: number; readonly payload?: string | null }[]): ReadonlyMap<number, DomainEvent> =>
  new Map(
    rows.flatMap(({ n, payload }) => {
      const event = payload == null ? undefined : eventOfRow(catalogue, JSON.parse(payload) as JournalPayload); // the server wrote it
      return event ? [[n, event] as const] : [];
    }),
  ); // prettier-ignore

/**
 * Returns the text of a delivery as it is sent now; undefined where the endpoint may not see it any more. The record's values are
 * those of this moment: a later try sends nothing that was erased or hidden since.
 */
export async function bodyOfEvent(
  tx: Transaction,
  sight: EndpointSight,
  { event, content }: { readonly event: DomainEvent; readonly content: WebhookEndpoint['content'] },
): Promise<string | undefined> {
  const sent = sentRecordOf(event);
  const [record] = sent === undefined ? [] : await recordsOf(tx, sight.tenant, { entity: sent.entity, ids: [sent.id] });
  return bodyWith(sight, { event, content, record });
}

/** Returns the same text. `record`: the one that the event sends, as it was read in this transaction. */
export function bodyWith(sight: EndpointSight, { event, content, record }: { readonly event: DomainEvent; readonly content: WebhookEndpoint['content']; readonly record: StoredRecord | undefined }): string | undefined {
  const sent = sentRecordOf(event);
  if (sent === undefined) return seesActions(sight) ? JSON.stringify(eventBody(event)) : undefined;
  if (!seesRecord(sight, record)) return undefined;
  const kind = entityOf(sight.tenant.catalogue, sent.entity);
  return JSON.stringify(eventBody(event, content === 'full' ? recordInEvent(record, kind) : undefined));
} // prettier-ignore
