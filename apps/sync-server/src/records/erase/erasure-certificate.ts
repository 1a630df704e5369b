import type { SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { systemUserId } from '@outpost/domain/engine/act/author';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Transaction } from '../../db/database.ts';
import type { Erasure } from '../../journal/chain.ts';
import { signDetached, type Signer } from '../../journal/exports/detached-jws.ts';
import { keepDocument } from '../../journal/reports/documents.ts';

/** The content of a certificate of an erasure that was just made. */
export type Certified = Pick<Erasure, 'records' | 'rows' | 'orderedBy' | 'reason'> & {
  readonly orgId: string;
  /** The number of the journal row that names the erasure. */
  readonly n: number;
  readonly at: string;
  /** The number of the records that had a file whose bytes are removed. */
  readonly files: number;
};

type CertificatePorts = { readonly clock: Clock; readonly random: RandomBytes; readonly signing: () => Signer };

/** The data that stays after an erasure, and why. It says nothing about the person. */
const keeps = [
  'The ids of the records and the numbers of the emptied rows, so that no device brings a record back and the journal can be verified.',
  'The person who ordered the erasure, the time, and the reason.',
  'Digests of the emptied rows. They cannot be turned back into content: each was made with a random salt that is gone.',
  'Values that people wrote into other records in their own words. They belong to those records.',
  'Files whose content names the person. Rows that an import refused are such files: they are deleted 90 days after the import.',
  'Backups from before the erasure, for as long as the operator keeps them. After a restore the order is given again.',
];

/**
 * Makes the certificate of an erasure. It states the kinds and number of records, the time, the person who ordered it, and the
 * data that the law lets the organisation keep. It is signed and kept among the tenant's documents, in the transaction of the
 * erasure. Returns it.
 */
export async function certifyErasure(
  tx: Transaction,
  ports: CertificatePorts,
  { orgId, n, at, records, rows, orderedBy, reason, files }: Certified,
): Promise<SignedDocument> {
  const kinds = Map.groupBy(records, ({ entity }) => entity ?? 'unknown');
  return keepCertificate(tx, ports, {
    orgId,
    at,
    content: {
      journalRow: n,
      orderedBy,
      reason,
      records: {
        count: records.length,
        byKind: Object.fromEntries([...kinds].map(([kind, of]) => [kind, of.length])),
        ids: records.map(({ id }) => id),
      },
      journalRowsEmptied: rows.length,
      files: { count: files, removed: 'in the next round of the server, where no other record has the same content' },
      keeps,
    },
  });
}

type Certificate = {
  readonly orgId: string;
  readonly at: string;
  /** The person who ordered it by the app; left out for an operator. */
  readonly madeBy?: string;
  readonly content: { readonly [name: string]: JsonValue };
};

/** Signs the certificate of an erasure, and keeps it among the tenant's documents. Returns it. */
export async function keepCertificate(
  tx: Transaction,
  ports: CertificatePorts,
  { orgId, at, madeBy = systemUserId, content: told }: Certificate,
): Promise<SignedDocument> {
  const content = `${JSON.stringify({ form: 1, kind: 'erasure', organisation: orgId, at, ...told }, null, 1)}\n`;
  const document: SignedDocument = {
    id: uuidV7Source(ports.clock, ports.random).newId(),
    kind: 'erasure',
    from: at,
    until: at,
    madeAt: at,
    madeBy,
    content,
    signature: await signDetached(content, ports.signing()),
  };
  await keepDocument(tx, orgId, document);
  return document;
}
