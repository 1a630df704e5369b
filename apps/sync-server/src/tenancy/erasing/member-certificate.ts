import type { SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import type { Transaction } from '../../db/database.ts';
import { keepCertificate } from '../../records/erase/erasure-certificate.ts';

type Counts = Readonly<Record<string, number>>;

/** The content of a certificate of a former member's erasure. It has counts, ids and the pseudonym, and nothing about the person. */
export type CertifiedMember = {
  readonly orgId: string;
  readonly at: string;
  /** The numbers of the journal rows that name the erasure. */
  readonly journalRows: readonly number[];
  /** The id of the person who ordered it. */
  readonly orderedBy: string;
  readonly reason: string;
  readonly person: string;
  readonly pseudonym: string;
  readonly recordsErased: Counts;
  readonly recordsChanged: Counts;
  readonly rowsByTable: Counts;
  readonly journalRowsEmptied: number;
  readonly journalRowsRedacted: number;
  readonly inTexts: boolean;
};

/** The data that stays, and why. It says nothing about the person. */
const keeps = [
  'The id of the person, under which their work is attributed to the pseudonym, and their former roles.',
  'Copies of the redacted journal rows without the data of the person, so that the work of the organisation can be verified.',
  'Digests of the original rows. They cannot be turned back into content: each was made with a random salt that is gone.',
  'Ended sessions and orders to wipe devices, without names and addresses, until all devices of the person are wiped.',
  'Acts that their devices handed over, encrypted, until an administrator has decided them.',
  'The account itself, where another organisation needs it.',
  'Names, addresses and numbers in records of other people with the same name or address. They belong to those people.',
  'Words of operators in orders to erase. The server signed them.',
  'Files whose content names the person. Rows that an import refused are such files: they are deleted 90 days after the import.',
  'Backups from before the erasure, for as long as the operator keeps them. After a restore the order is given again.',
];
const keptTexts =
  'The name in texts that people wrote in their own words, because another record has the same name, or the order says so.';

/** Makes and keeps the signed certificate of a former member's erasure (ADR 122), in the transaction of the erasure. */
export const certifyMember = (
  tx: Transaction,
  ports: Parameters<typeof keepCertificate>[1],
  { orgId, at, inTexts, recordsErased, recordsChanged, rowsByTable, ...told }: CertifiedMember,
): Promise<SignedDocument> =>
  keepCertificate(tx, ports, {
    orgId,
    at,
    madeBy: told.orderedBy,
    content: {
      subject: 'member',
      ...told,
      recordsErased: { ...recordsErased },
      recordsChanged: { ...recordsChanged },
      rowsByTable: Object.fromEntries(Object.entries(rowsByTable).filter(([, count]) => count > 0)),
      keeps: inTexts ? keeps : [...keeps, keptTexts],
    },
  });
