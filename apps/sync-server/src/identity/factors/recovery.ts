import { usualRecoveryHours } from '@outpost/domain/kernel/access/recovery-delay';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { asMade, newCode } from '../tries/codes.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { recoveryBegunMail, recoveryDoneMail } from '../mail/account-mails.ts';
import { tellAddress } from '../mail/outbox.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import { type Account, findLocked } from '../sessions/signed-in.ts';
import { membershipsOf } from '../accounts/write-password.ts';
import { factorsOf, isFactor, removeFactors } from './stored-factors.ts';

type OfPerson = { readonly orgId: string; readonly personId: string };

/** A recovery that waits. Instants are ISO 8601, UTC. */
export type Recovery = { readonly personId: string; readonly begunBy: string; readonly begunAt: string; readonly dueAt: string }; // prettier-ignore

type Row = {
  readonly person_id: string;
  readonly begun_by: string;
  readonly begun_ms: number;
  readonly due_ms: number;
};
const recoveryOf = (row: Row): Recovery => ({
  personId: row.person_id,
  begunBy: row.begun_by,
  begunAt: instantOfMs(Number(row.begun_ms)),
  dueAt: instantOfMs(Number(row.due_ms)),
});
const columns = 'person_id, begun_by, begun_ms, due_ms';

/** Returns the recoveries that wait: of the tenant, or of one person. Those that end first come first. */
export const openRecoveries = async (
  tx: Transaction,
  { orgId, personId }: { readonly orgId: string; readonly personId: string | null },
): Promise<readonly Recovery[]> =>
  (
    await tx.query<Row>(
      `select ${columns} from auth.recovery where org_id = $1 and outcome is null and ($2::uuid is null or person_id = $2) order by due_ms, person_id`,
      [orgId, personId],
    )
  ).map(recoveryOf);

const hoursIn = async (tx: Transaction, orgId: string): Promise<number> => {
  const [row] = await tx.query<{ hours: number | null }>(
    `select (fields ->> 'recoveryHours')::integer as hours from store.platform_organisation where org_id = $1 and life = 'alive'`,
    [orgId],
  );
  return row?.hours ?? usualRecoveryHours;
};

const macOf = (code: string, { keys }: Pick<IdentityPorts, 'keys'>): Buffer =>
  keys.attemptMac(`stop a recovery:${asMade(code)}`);

const nameOf = async (tx: Transaction, orgId: string, personId: string): Promise<string> => {
  const [row] = await tx.query<{ name: string | null }>(
    `select fields ->> 'name' as name from store.platform_person where org_id = $1 and id = $2`,
    [orgId, personId],
  );
  return row?.name ?? 'An administrator';
};

/**
 * Begins to remove the second factors of a person who has lost them: they are removed after the organisation's delay.
 * The person gets a mail with a code that stops it. If it is begun again while it waits, the first one continues. The
 * caller has checked the right to the person. Refuses `request/invalid` without a factor, and `access/denied` for a
 * person who belongs to several organisations: none of them decides for the others.
 */
export async function beginRecovery(
  { orgId, personId, by }: OfPerson & { readonly by: string },
  ports: IdentityPorts,
): Promise<Result<Recovery>> {
  const code = newCode(ports.random);
  const begun = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const account = await findLocked(tx, { orgId, personId });
    if (!account || !(await factorsOf(tx, account.identityId)).some(isFactor))
      return refuse('request/invalid', 'This person has no second factor.', { path: 'id' });
    if ((await membershipsOf(tx, account.identityId)).length > 1)
      return refuse('access/denied', 'This person also works for another organisation: its administrators and you cannot decide for each other. They can use a backup code.', { action: 'administer' }); // prettier-ignore
    const [waiting] = await openRecoveries(tx, { orgId, personId });
    if (waiting) return accept({ recovery: waiting, account, hours: 0, name: '' });
    const hours = await hoursIn(tx, orgId);
    const nowMs = ports.clock.nowMs();
    const [row] = await tx.query<Row>(
      `insert into auth.recovery (org_id, person_id, begun_by, begun_ms, due_ms, stop_mac) values ($1, $2, $3, $4, $5, $6)
       on conflict (org_id, person_id) do update set begun_by = excluded.begun_by, begun_ms = excluded.begun_ms, due_ms = excluded.due_ms,
         stop_mac = excluded.stop_mac, outcome = null, set_up_ms = null returning ${columns}`,
      [orgId, personId, by, nowMs, nowMs + hours * 3_600_000, macOf(code, ports)],
    );
    if (!row) throw new Error('A recovery was not written');
    await noteEvent(tx, orgId, { action: 'recovery/begun', nowMs, origin: ports.origin, by, about: personId });
    return accept({ recovery: recoveryOf(row), account, hours, name: await nameOf(tx, orgId, by) });
  });
  if (!begun.ok) return begun;
  const { recovery, account, hours, name } = begun.value;
  if (hours > 0)
    await tellAddress(recoveryBegunMail({ to: account.person.email, organisation: account.organisation.name, orgId, by: name }, { code, hours }), ports); // prettier-ignore
  return accept(recovery);
}

/** Stops a recovery that waits. Returns false where there is none. */
async function stop(
  tx: Transaction,
  { orgId, personId, outcome, by }: OfPerson & { readonly outcome: 'stopped' | 'taken-back'; readonly by: string },
  ports: Pick<IdentityPorts, 'clock' | 'origin'>,
): Promise<boolean> {
  const stopped = await tx.query(
    'update auth.recovery set outcome = $3 where org_id = $1 and person_id = $2 and outcome is null returning person_id',
    [orgId, personId, outcome],
  );
  if (stopped.length === 0) return false;
  await noteEvent(tx, orgId, { action: 'recovery/stopped', nowMs: ports.clock.nowMs(), origin: ports.origin, by, about: personId }); // prettier-ignore
  return true;
}

/** Stops the recovery of a person, by the person or by an administrator. Refuses `request/invalid` where none waits. */
export const stopRecovery = (
  { orgId, personId, by }: OfPerson & { readonly by: string },
  ports: IdentityPorts,
): Promise<Result<void>> =>
  inTenant(ports.database, { orgId, mode: 'write' }, async (tx) =>
    (await stop(tx, { orgId, personId, by, outcome: by === personId ? 'stopped' : 'taken-back' }, ports))
      ? accept(undefined)
      : nothingWaits(),
  );

/** Stops a recovery because its person has shown one of the second factors that it would remove. */
export const stopByFactor = async (tx: Transaction, of: OfPerson, ports: IdentityPorts): Promise<void> => {
  await stop(tx, { ...of, by: of.personId, outcome: 'stopped' }, ports);
};

/** Stops a recovery by the code from its mail, without a session. Refuses `request/not-found` for a wrong code, or where it is over. */
export async function stopRecoveryByCode(code: string, ports: IdentityPorts): Promise<Result<void>> {
  const [found] = await ports.database.transaction('snapshot', (tx) =>
    tx.query<{ org_id: string; person_id: string }>('select org_id, person_id from auth.recovery_by($1)', [
      macOf(code, ports),
    ]),
  );
  if (!found) return noRecovery();
  return stopRecovery({ orgId: found.org_id, personId: found.person_id, by: found.person_id }, ports);
}

const nothingWaits = (): Result<never> =>
  refuse('request/invalid', 'No removal of second factors waits.', { path: 'id' });

const noRecovery = (): Result<never> =>
  refuse('request/not-found', 'There is nothing to stop: the code is wrong, or the removal was stopped or carried out already.', { path: 'code' }); // prettier-ignore

/**
 * Ends a waiting recovery now, with the consent of a second administrator. Refuses `access/denied` to the administrator who began it, and
 * `request/invalid` where none waits.
 */
export async function consentToRecovery(
  { orgId, personId, by }: OfPerson & { readonly by: string },
  ports: IdentityPorts,
): Promise<Result<void>> {
  const waiting = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => openRecoveries(tx, { orgId, personId })); // prettier-ignore
  if (waiting[0]?.begunBy === by || by === personId)
    return refuse('access/denied', 'Another administrator has to agree.', { action: 'administer' });
  return (await finish({ orgId, personId, consentBy: by }, ports)) ? accept(undefined) : nothingWaits();
}

/** Removes the factors of recoveries whose time has come. A worker calls it in rounds. */
export async function finishRecoveries(orgId: string, ports: IdentityPorts): Promise<void> {
  const due = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ person_id: string }>(
      'select person_id from auth.recovery where org_id = $1 and outcome is null and due_ms <= $2 order by due_ms limit 100',
      [orgId, ports.clock.nowMs()],
    ),
  );
  for (const { person_id: personId } of due) await finish({ orgId, personId }, ports);
}

async function finish(
  { orgId, personId, consentBy }: OfPerson & { readonly consentBy?: string },
  ports: IdentityPorts,
): Promise<boolean> {
  const done = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx): Promise<{ readonly account: Account; readonly name: string } | undefined> => {
    const account = await findLocked(tx, { orgId, personId });
    const [row] = await tx.query<{ begun_by: string }>(
      `update auth.recovery set outcome = $3 where org_id = $1 and person_id = $2 and outcome is null returning begun_by`,
      [orgId, personId, account ? 'done' : 'taken-back'],
    );
    if (!row || !account) return undefined;
    const { identityId } = account;
    // The person has joined another organisation meanwhile: this one does not decide for it.
    if ((await membershipsOf(tx, identityId)).length > 1) {
      await tx.query(`update auth.recovery set outcome = 'taken-back' where org_id = $1 and person_id = $2`, [orgId, personId]);
      return undefined;
    }
    await removeFactors(tx, identityId, (await factorsOf(tx, identityId)).map(({ id }) => id)); // prettier-ignore
    const nowMs = ports.clock.nowMs();
    const { origin } = ports;
    const details = { begunBy: row.begun_by, ...(consentBy === undefined ? {} : { consentBy }) };
    await noteEvent(tx, orgId, { action: 'recovery/done', nowMs, origin, by: row.begun_by, about: personId, details });
    await endSessionsOf(tx, { orgId, personId, why: 'ended-by-administrator', at: instantOfMs(nowMs), origin });
    return { account, name: await nameOf(tx, orgId, row.begun_by) };
  }); // prettier-ignore
  if (!done) return false;
  const { account, name } = done;
  await tellAddress(recoveryDoneMail({ to: account.person.email, organisation: account.organisation.name, orgId, by: name }), ports); // prettier-ignore
  return true;
}

/** Returns whether a recovery has removed the person's factors, and no new one is set up yet. Then signing in begins with that. */
export async function wantsNewFactor(tx: Transaction, { orgId, personId }: OfPerson): Promise<boolean> {
  const rows = await tx.query(
    `select person_id from auth.recovery where org_id = $1 and person_id = $2 and outcome = 'done' and set_up_ms is null`,
    [orgId, personId],
  );
  return rows.length > 0;
}

/** Notes that the person has a new factor. */
export const noteNewFactor = async (tx: Transaction, { orgId, personId }: OfPerson, nowMs: number): Promise<void> => {
  await tx.query(
    `update auth.recovery set set_up_ms = $3 where org_id = $1 and person_id = $2 and outcome = 'done' and set_up_ms is null`,
    [orgId, personId, nowMs],
  );
};
