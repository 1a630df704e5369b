import type { AuditDocument, SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../../db/database.ts';
import { asAdministrator, type JournalCaller, type JournalPorts } from '../as-administrator.ts';

/** Keeps a signed document of the transaction's tenant. */
export async function keepDocument(
  tx: Transaction,
  orgId: string,
  { id, kind, from, until, madeAt, madeBy, content, signature }: SignedDocument,
): Promise<void> {
  await tx.query(
    `insert into store.audit_document (org_id, id, kind, from_at, until_at, made_at, made_by, content, signature)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [orgId, id, kind, from, until, madeAt, madeBy, content, signature],
  );
}

const columns = 'id, kind, from_at as "from", until_at as "until", made_at as "madeAt", made_by as "madeBy"';
/** E-3: chosen; a year of weekly reports of both kinds. */
const mostListed = 200;

/** Returns the newest documents of a tenant, for its administrators. Refuses `access/denied`. */
export function listDocuments(ports: JournalPorts, caller: JournalCaller): Promise<Result<readonly AuditDocument[]>> {
  return asAdministrator(ports, caller, (tx) =>
    tx.query<AuditDocument>(
      `select ${columns} from store.audit_document where org_id = $1 order by made_at desc, id desc limit ${mostListed}`,
      [caller.orgId],
    ),
  );
}

/** Returns one document. Refuses `access/denied` and `records/not-found`. */
export async function readDocument(
  ports: JournalPorts,
  caller: JournalCaller,
  id: string,
): Promise<Result<SignedDocument>> {
  const found = await asAdministrator(ports, caller, (tx) =>
    tx.query<SignedDocument>(
      `select ${columns}, content, signature from store.audit_document where org_id = $1 and id = $2`,
      [caller.orgId, id],
    ),
  );
  if (!found.ok) return found;
  const [document] = found.value;
  return document ? accept(document) : refuse('records/not-found', 'There is no such document.', { id });
}
