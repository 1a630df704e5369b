import { createHash } from 'node:crypto';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant } from '../db/database.ts';
import { NoRoom } from '../db/fair-shares.ts';
import type { KeyRing } from '../identity/keys/key-ring.ts';
import { idsOfRequest, keptRequestDays, type RepeatableRequest } from './repeated-requests.ts';

type Ports = Parameters<typeof idsOfRequest>[0] & { readonly keys: Pick<KeyRing, 'seal' | 'unseal'> };

const purpose = 'answer to a request of the API';
const dayMs = 86_400_000;
/** Chosen: longer than any request takes. After that time, a request without an answer has ended without one. */
const longestMs = 150_000;

/**
 * Does the work of a request once, and returns its answer. A repeated request with the same `Idempotency-Key` gets the first answer for
 * seven days. A refused request keeps nothing, so its key can be used again. Refuses `request/key-reused` where the caller has used the key
 * with another request, or where the server stopped during the first one; and `server/busy` while the first one is still running.
 */
export async function answerOnce<T>(
  ports: Ports,
  request: RepeatableRequest,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const { orgId, caller, key } = request;
  if (key === undefined) return work();
  const ids = await idsOfRequest(ports, request);
  if (!ids.ok) return ids;
  const named = [orgId, caller, createHash('sha256').update(key).digest()] as const;
  if (ids.value.isRepeat) return firstAnswer<T>(ports, named);
  const release = () =>
    inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
      tx.query('delete from store.api_request where org_id = $1 and caller = $2 and key_hash = $3', named),
    );
  let done: Result<T>;
  try {
    done = await work();
  } catch (cause) {
    if (cause instanceof NoRoom) await release(); // nothing was begun
    throw cause;
  }
  if (!done.ok) {
    await release();
    return done;
  }
  const sealed = ports.keys.seal(JSON.stringify(done.value), purpose);
  const nowMs = ports.clock.nowMs();
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query('delete from store.api_answer where org_id = $1 and caller = $2 and made_at < $3', [orgId, caller, new Date(nowMs - keptRequestDays * dayMs).toISOString()]); // prettier-ignore
    await tx.query('insert into store.api_answer (org_id, caller, key_hash, answer, made_at) values ($1, $2, $3, $4, $5)', [...named, sealed, new Date(nowMs).toISOString()]); // prettier-ignore
  });
  return done;
}

type Named = readonly [orgId: string, caller: string, keyHash: Buffer];

async function firstAnswer<T>(ports: Ports, named: Named): Promise<Result<T>> {
  const [orgId] = named;
  const [kept] = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ made_at: string; answer: string | null }>(
      `select r.made_at, a.answer from store.api_request r
         left join store.api_answer a on a.org_id = r.org_id and a.caller = r.caller and a.key_hash = r.key_hash
       where r.org_id = $1 and r.caller = $2 and r.key_hash = $3`,
      named,
    ),
  );
  const answer = kept?.answer == null ? undefined : await ports.keys.unseal(kept.answer, purpose);
  if (answer !== undefined) return accept(JSON.parse(answer) as T); // written by `answerOnce`, for the same request
  if (kept?.answer == null && (kept === undefined || ports.clock.nowMs() - Date.parse(kept.made_at) < longestMs))
    return refuse('server/busy', 'The first request with this Idempotency-Key is still running. Ask again in a second.', { waitSeconds: 1 }); // prettier-ignore
  return refuse(
    'request/key-reused',
    'The outcome of the first request with this Idempotency-Key is not known. Look whether its work was done, and use another key.',
    { path: 'header.idempotency-key' },
  );
}
