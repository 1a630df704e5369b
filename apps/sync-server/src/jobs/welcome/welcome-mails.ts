import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { accessEntities } from '../../access/principal.ts';
import { tableNameOf } from '../../catalogue/tenant.ts';
import { type Database, inTenant, type Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { welcomeMail } from '../../identity/mail/account-mails.ts';
import { queueNotice } from '../../identity/mail/outbox.ts';
import { beginReader, consumeJournal, type ReadRow } from '../workers/journal-reader.ts';
import type { Worker } from '../workers/workers.ts';

export type WelcomePorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  readonly identity: IdentityPorts;
};

const reader = 'welcome-mails';
const rowsAtOnce = 500;
/** As the streams of brokers: a new organisation greets its first person, and an old one does not greet everybody. */
const beginsBeforeMs = 86_400_000;

type Asked = { readonly orgId: string; readonly numbers: readonly number[] };

/**
 * EVT-22: returns the consumer of `user.registered` that greets each person by mail once: when they can work for the first time, which
 * is at once for people who register, and with the accepted invitation for others. The mail and the place in the journal are one transaction.
 */
export const welcomeWorker = (ports: WelcomePorts): Worker => ({
  doing: 'greeting new people',
  wakesAtNews: true,
  async run(orgId) {
    if (!ports.identity.accountMail) return 'done';
    await begin(ports, orgId);
    const told = { isQueued: false };
    const isMore = await consumeJournal(ports.database, { orgId, reader, limit: rowsAtOnce }, async (tx, rows) => {
      const numbers = rows.filter(isOfPerson).map(({ n }) => n);
      if (numbers.length > 0) told.isQueued = await greet(tx, ports, { orgId, numbers });
    });
    if (told.isQueued) ports.identity.accountMail.queued();
    return isMore ? 'more' : 'done';
  },
});

const isOfPerson = ({ entity, kind }: ReadRow): boolean =>
  entity === accessEntities.person && (kind === 'created' || kind === 'changed');

/** Gives the reader its place where it has none yet. */
async function begin({ database, clock }: WelcomePorts, orgId: string): Promise<void> {
  const has = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query('select n from store.reader_cursor where org_id = $1 and reader = $2', [orgId, reader]),
  );
  if (has.length > 0) return;
  await beginReader(database, { orgId, reader, after: new Date(clock.nowMs() - beginsBeforeMs).toISOString() });
}

/** Queues a mail for each person who became active for the first time in these rows, and still is. */
async function greet(tx: Transaction, { installed, identity }: WelcomePorts, { orgId, numbers }: Asked): Promise<boolean> {
  const people = await tx.query<{ email: string; name: string | null; organisation: string }>(
    `select p.fields ->> 'email' as email, p.fields ->> 'name' as name, t.name as organisation
     from store.journal j
       join ${tableNameOf({ installed }, accessEntities.person)} p on p.org_id = j.org_id and p.id = j.record
       join store.tenants t on t.org_id = j.org_id
     where j.org_id = $1 and j.n = any($2::bigint[]) and j.payload is not null
       and j.payload::jsonb -> 'changed' -> 'status' ->> 1 = 'active'
       and coalesce(j.payload::jsonb -> 'changed' -> 'status' ->> 0, 'not-invited') = 'not-invited'
       and p.life = 'alive' and p.fields ->> 'status' = 'active' and coalesce(p.fields ->> 'email', '') <> ''
     order by j.n`,
    [orgId, numbers],
  );
  for (const { email, name, organisation } of people)
    await queueNotice(tx, welcomeMail({ to: email, organisation, orgId }, name ?? ''), identity);
  return people.length > 0;
} // prettier-ignore
