import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Consent } from '@outpost/domain/kernel/messages/consent';
import { messagesInWords } from '@outpost/domain/kernel/messages/message';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readMark, readTenant } from '../../access/asker.ts';
import { tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { mailOf } from '../../identity/mail/mail-template.ts';
import { queueNoticeOnce } from '../../identity/mail/outbox.ts';
import { readClock } from '../../journal/heads.ts';
import { recordsOf } from '../../records/load/load.ts';
import { judgeMessages } from '../../gateway/messages/judge-messages.ts';
import { beginReader, consumeJournal } from '../workers/journal-reader.ts';
import type { Worker } from '../workers/workers.ts';

export type ConfirmationPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  readonly identity: IdentityPorts;
  readonly durability: 'commit' | 'backup';
  /** Returns the signed link by which a consent is confirmed. */
  readonly linkOf: (consent: { readonly orgId: string; readonly id: string }) => string;
};

const reader = 'confirmations';
const rowsAtOnce = 200;
const dayMs = 86_400_000;
/** Chosen: nobody floods an address with requests by entering consents. */
const mostOfAddress = 3;
/** Chosen: as many people as stand at a fair's desk in a day. */
const mostOfTenant = 500;

/**
 * MSG-50: returns the worker that asks for the confirmation of consents that must be confirmed: one e-mail for each record. The e-mail, the
 * note of it and the reader's place are one transaction.
 */
export const confirmationWorker = (ports: ConfirmationPorts): Worker => ({
  doing: 'asking for the confirmation of consents',
  wakesAtNews: true,
  async run(orgId) {
    const kind = ports.installed.consents?.consent;
    if (!ports.identity.accountMail || kind === undefined) return 'done';
    await begin(ports, orgId);
    let isQueued = false;
    const isMore = await consumeJournal(
      ports.database,
      { orgId, reader, limit: rowsAtOnce, upTo: (tx) => lastDurable(tx, ports, orgId) },
      async (tx, rows) => {
        const ids = rows.flatMap(({ record, entity, kind: how }) => (entity === kind && how === 'created' && record !== null ? record : [])); // prettier-ignore
        if (ids.length > 0) isQueued = await askAll(tx, ports, { orgId, kind, ids });
      },
    );
    if (isQueued) ports.identity.accountMail.queued();
    return isMore ? 'more' : 'done';
  },
});

async function lastDurable(tx: Transaction, { durability }: ConfirmationPorts, orgId: string): Promise<number> {
  const now = await readClock(tx, orgId, 'unlocked');
  return (durability === 'commit' ? now?.head : now?.durable) ?? 0;
}

/** Gives the reader its place where it has none yet: consents from before are not asked about by surprise. */
async function begin({ database }: ConfirmationPorts, orgId: string): Promise<void> {
  const has = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query('select n from store.reader_cursor where org_id = $1 and reader = $2', [orgId, reader]),
  );
  if (has.length === 0) await beginReader(database, { orgId, reader });
}

type Asking = { readonly orgId: string; readonly kind: string; readonly ids: readonly string[] };
type Waiting = Consent & { readonly address: string; readonly wording: string };

async function askAll(tx: Transaction, ports: ConfirmationPorts, { orgId, kind, ids }: Asking): Promise<boolean> {
  const { tenant } = await readTenant(tx, { orgId, installed: ports.installed }, await readMark(tx, orgId));
  const now = new Date(ports.clock.nowMs()).toISOString();
  const [row] = await tx.query<{ name: string }>('select name from store.tenants where org_id = $1', [orgId]);
  let isQueued = false;
  for (const consent of await readWaiting(tx, { tenant, kind, ids })) {
    const why = await refusalOf(tx, ports, { tenant, kind, consent, now });
    const noted = await tx.query(
      'insert into store.confirmation (org_id, consent_id, at, why) values ($1, $2, $3, $4) on conflict do nothing returning consent_id',
      [orgId, consent.id, now, why ?? null],
    );
    if (why !== undefined || noted.length === 0) continue;
    const link = ports.linkOf({ orgId, id: consent.id });
    await queueNoticeOnce(tx, requestMail(consent, { orgId, organisation: row?.name ?? '', link }), ports.identity);
    isQueued = true;
  }
  return isQueued;
}

/** Reads the consents by e-mail that wait for their confirmation now. */
async function readWaiting(tx: Transaction, { tenant, kind, ids }: { readonly tenant: Tenant; readonly kind: string; readonly ids: readonly string[] }): Promise<readonly Waiting[]> {
  const records = await recordsOf(tx, tenant, { entity: kind, ids });
  return records.flatMap((record) => {
    const consent = record.life === 'alive' ? tenant.catalogue.consents?.consentIn(record) : undefined;
    const { wording } = record.fields;
    return consent?.isGiven && consent.channel === 'email' && consent.mustBeConfirmed && consent.confirmedAt === undefined && consent.address !== undefined
      ? [{ ...consent, address: consent.address, wording: typeof wording === 'string' ? wording : '' }]
      : [];
  });
} // prettier-ignore

type Judged = { readonly tenant: Tenant; readonly kind: string; readonly consent: Waiting; readonly now: string };

/** Returns the rule by which the person is not asked; undefined where only their confirmation is missing (MSG-6). */
async function refusalOf(tx: Transaction, { installed }: ConfirmationPorts, { tenant, kind, consent, now }: Judged): Promise<string | undefined> {
  const { channel, purpose, address } = consent;
  const [verdict] = await judgeMessages(tx, { orgId: tenant.orgId, installed, now }, [{ channel, purpose, address }]);
  if (!verdict || verdict.allowed || verdict.rule !== 'MSG-6') return verdict && !verdict.allowed ? verdict.rule : 'not-needed';
  const since = new Date(Date.parse(now) - dayMs).toISOString();
  const [counted] = await tx.query<{ all: number; same: number }>(
    `select count(*)::int as all, (count(*) filter (where lower(t.fields ->> 'address') = lower($3)))::int as same
     from store.confirmation c left join ${tableNameOf(tenant, kind)} t on t.org_id = c.org_id and t.id = c.consent_id
     where c.org_id = $1 and c.at > $2 and c.why is null`,
    [tenant.orgId, since, address],
  );
  return (counted?.all ?? 0) >= mostOfTenant || (counted?.same ?? 0) >= mostOfAddress ? 'cap' : undefined;
} // prettier-ignore

type Request = { readonly orgId: string; readonly organisation: string; readonly link: string };

/** The e-mail that asks a person to confirm their consent. It advertises nothing, and needs no answer. */
const requestMail = (consent: Waiting, { orgId, organisation, link }: Request) =>
  mailOf({ to: consent.address, orgId }, `Please confirm: ${messagesInWords(consent)} from ${organisation}`, [
    `${organisation} has noted that you agree to ${messagesInWords(consent)} at this address${consent.wording === '' ? '.' : ', with these words:'}`,
    ...(consent.wording === '' ? [] : [consent.wording]),
    'If this is right, open this page and press the button:',
    { link },
    'If it is not, do nothing. Without your confirmation you get none of them, and you are not asked again.',
  ]);
