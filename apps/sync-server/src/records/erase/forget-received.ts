import type { Transaction } from '../../db/database.ts';

/** The ids of erased records, and the names, addresses and numbers of the erased people. */
type Forgetting = { readonly ids: readonly string[]; readonly texts: readonly string[] };

/**
 * EVT-13: removes what the senders of webhooks have sent about erased people: payload, the sender's id and the reasons of a failure. The line and its
 * key stay, so a repetition does not make the record again. Returns the number of deliveries.
 */
export async function forgetReceived(tx: Transaction, orgId: string, { ids, texts }: Forgetting): Promise<number> {
  const gone = await tx.query(
    `update store.webhook_received set payload = null, sent_id = null, faults = '[]'::jsonb
     where org_id = $1 and payload is not null and (record_id = any($2::uuid[])
       or exists (select 1 from unnest($3::text[]) i where position(i in lower(payload)) > 0 or position(i in payload) > 0)) returning n`,
    [orgId, ids, texts.flatMap((text) => [text.toLowerCase(), JSON.stringify(text.toLowerCase()).slice(1, -1)])],
  );
  return gone.length;
}
