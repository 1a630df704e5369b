import { type Filter, filterSchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';
import type { Transaction } from '../../db/database.ts';

/** The choice of an endpoint for a kind of record: changes of any of `fields` (absent: of all), of records that pass `where`. */
export const sentRecordsSchema = z.strictObject({
  entity: z.string().max(120),
  fields: z.array(z.string().max(120)).min(1).max(200).optional(),
  where: filterSchema.optional(),
});
export type SentRecords = { readonly entity: string; readonly fields?: readonly string[] | undefined; readonly where?: Filter | undefined }; // prettier-ignore

/** `thin`: names and numbers; the receiver fetches the record. `full`: the record with its values, too. */
export const webhookContents = ['thin', 'full'] as const;
export type WebhookContent = (typeof webhookContents)[number];

/**
 * Why an endpoint is off. `failing`: it gave no good answer for five days. `gone`: it answered 410. `filter`: a filter names a field
 * that no longer exists.
 */
export const offReasons = ['person', 'failing', 'gone', 'filter'] as const;
export type OffReason = (typeof offReasons)[number];

export const testedSchema = z.object({
  at: z.string(),
  status: z.number().int().nullable(),
  ms: z.number().int(),
  fault: z.string().nullable(),
});
export type Tested = z.output<typeof testedSchema>;

/** An address to which events of an organisation are sent. */
export type WebhookEndpoint = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly content: WebhookContent;
  /** It gets what these grants and the rights of `personId` both allow to see. */
  readonly grants: readonly string[];
  readonly personId: string;
  readonly sends: readonly SentRecords[];
  /** Types of events that change no record. */
  readonly events: readonly string[];
  readonly madeAt: string;
  readonly off: { readonly at: string; readonly why: OffReason } | null;
  /** The first failed try since the last good answer; null: the last answer was good. */
  readonly failingSince: string | null;
  readonly tested: Tested | null;
};

type EndpointRow = {
  readonly id: string;
  readonly person_id: string;
  readonly name: string;
  readonly url: string;
  readonly content: WebhookContent;
  readonly grants: readonly string[];
  readonly sends: readonly SentRecords[];
  readonly events: readonly string[];
  readonly made_at: string;
  readonly off_at: string | null;
  readonly off_why: OffReason | null;
  readonly failing_since: string | null;
  readonly tested: Tested | null;
};

const columns =
  'id, person_id, name, url, content, grants, sends, events, made_at, off_at, off_why, failing_since, tested';

const endpointOf = (row: EndpointRow): WebhookEndpoint => ({
  id: row.id,
  name: row.name,
  url: row.url,
  content: row.content,
  grants: row.grants,
  personId: row.person_id,
  sends: row.sends,
  events: row.events,
  madeAt: row.made_at,
  off: row.off_at === null ? null : { at: row.off_at, why: row.off_why ?? 'person' },
  failingSince: row.failing_since,
  tested: row.tested,
});

/** Returns the endpoints of the transaction's tenant, in the order in which they were made. */
export async function readEndpoints(tx: Transaction, orgId: string): Promise<readonly WebhookEndpoint[]> {
  const rows = await tx.query<EndpointRow>(
    `select ${columns} from store.webhook_endpoint where org_id = $1 order by made_at, id`,
    [orgId],
  );
  return rows.map(endpointOf);
}

export async function readEndpoint(tx: Transaction, orgId: string, id: string): Promise<WebhookEndpoint | undefined> {
  const [row] = await tx.query<EndpointRow>(
    `select ${columns} from store.webhook_endpoint where org_id = $1 and id = $2`,
    [orgId, id],
  );
  return row && endpointOf(row);
}

/** The name of the cursor by which an endpoint reads the journal. */
export const readerOfEndpoint = (id: string): string => `webhook:${id}`;

/** Puts the cursor of an endpoint behind the row `n`. Events after it are queued, also those that were sent before. */
export async function moveReader(tx: Transaction, orgId: string, { id, n }: { readonly id: string; readonly n: number }): Promise<void> {
  await tx.query(
    `insert into store.reader_cursor (org_id, reader, n) values ($1, $2, $3)
     on conflict (org_id, reader) do update set n = excluded.n`,
    [orgId, readerOfEndpoint(id), n],
  );
} // prettier-ignore
