import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';
import { sourceMappingSchema, type SourceMapping } from '@outpost/domain/kernel/webhooks-in/source-mapping';
import type { ServiceAccount } from '../../access/service-account.ts';
import type { Transaction } from '../../db/database.ts';

/**
 * How a sender proves itself. `standard`: Standard Webhooks 1.0.0 (HMAC-SHA256). `body`: an HMAC-SHA256 of the body alone, as `sha256=` and hex in
 * a header. `token`: a bearer token in a header.
 */
export const sourceProofs = ['standard', 'body', 'token'] as const;
export type SourceProof = (typeof sourceProofs)[number];

/** An address to which another program sends, and what becomes of it. */
export type WebhookSource = {
  readonly id: string;
  readonly name: string;
  /** The unguessable part of its address. */
  readonly address: string;
  readonly proof: SourceProof;
  /** The header of the signature or the token, in small letters. Null for Standard Webhooks, which names its own. */
  readonly header: string | null;
  /** It writes what these grants and the rights of `personId` both allow. */
  readonly grants: readonly string[];
  readonly personId: string;
  readonly mapping: SourceMapping;
  readonly madeAt: string;
  readonly offAt: string | null;
  /** The last request without a right proof. */
  readonly refused: { readonly at: string; readonly why: string } | null;
};

type SourceRow = {
  readonly id: string;
  readonly person_id: string;
  readonly name: string;
  readonly address: string;
  readonly proof: SourceProof;
  readonly header: string | null;
  readonly grants: readonly string[];
  readonly mapping: unknown;
  readonly made_at: string;
  readonly off_at: string | null;
  readonly refused_at: string | null;
  readonly refused_why: string | null;
};

const columns =
  'id, person_id, name, address, proof, header, grants, mapping, made_at, off_at, refused_at, refused_why';

const sourceOf = (row: SourceRow): WebhookSource => ({
  id: row.id,
  name: row.name,
  address: row.address,
  proof: row.proof,
  header: row.header,
  grants: row.grants,
  personId: row.person_id,
  mapping: sourceMappingSchema.parse(row.mapping),
  madeAt: row.made_at,
  offAt: row.off_at,
  refused: row.refused_at === null ? null : { at: row.refused_at, why: row.refused_why ?? '' },
});

/** Returns the sources of the transaction's tenant, in the order in which they were made. */
export async function readSources(tx: Transaction, orgId: string): Promise<readonly WebhookSource[]> {
  const rows = await tx.query<SourceRow>(
    `select ${columns} from store.webhook_source where org_id = $1 order by made_at, id`,
    [orgId],
  );
  return rows.map(sourceOf);
}

export async function readSource(tx: Transaction, orgId: string, id: string): Promise<WebhookSource | undefined> {
  const [row] = await tx.query<SourceRow>(`select ${columns} from store.webhook_source where org_id = $1 and id = $2`, [
    orgId,
    id,
  ]);
  return row && sourceOf(row);
}

/** Returns the source with an address, also one that is off. */
export async function readSourceAt(tx: Transaction, orgId: string, address: string): Promise<WebhookSource | undefined> {
  const [row] = await tx.query<SourceRow>(
    `select ${columns} from store.webhook_source where org_id = $1 and address = $2`,
    [orgId, address],
  );
  return row && sourceOf(row);
} // prettier-ignore

/** The author of all acts of sources: no person's id. */
export const sourcesId = serviceIdOf('platform/webhooks-in');

/** Returns the account under which a source writes: its person's rights of this moment, within its grants. */
export const accountOfSource = ({ personId, grants }: Pick<WebhookSource, 'personId' | 'grants'>): ServiceAccount => ({
  pack: 'platform',
  userId: sourcesId,
  grants: [],
  for: personId,
  within: grants,
});
