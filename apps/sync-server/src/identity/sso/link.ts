import { createHash } from 'node:crypto';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Row } from '../../db/database.ts';
import { badCode, codeForMs, enterCode, makeCode, voidCode } from '../tries/codes.ts';
import { type OpeningDevice, openProved } from '../hand-back/end-hand-back.ts';
import { signInOver } from '../hand-back/hand-back.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { linkCodeMail } from '../mail/account-mails.ts';
import { queueMail } from '../mail/outbox.ts';
import { provePassword } from '../accounts/prove-password.ts';
import type { SignedIn } from '../sessions/signed-in.ts';
import { follow, join, linkSubject, type SettlePorts, type TakenAddress } from './settle.ts';
import { tellOfLink } from './tell-of-link.ts';

/** Chosen: long enough for a slow mail. */
const linkForMs = codeForMs;
const mostTries = 5;
const form = /^ol1\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[A-Za-z0-9_-]{43}$/;
const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

type Device = { readonly id: string; readonly name: string; readonly proofKey?: string | undefined };

/**
 * Keeps a sign-in whose address has an account already, until its person proves that it is theirs. Returns `access/link-needed`
 * for the device that signs in: only that device can continue.
 */
export async function keepTaken(
  { taken, device }: { readonly taken: TakenAddress; readonly device: Device },
  ports: IdentityPorts,
): Promise<Result<never>> {
  const { orgId } = taken;
  const text = `ol1.${orgId}.${Buffer.from(ports.random(32)).toString('base64url')}`;
  const nowMs = ports.clock.nowMs();
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query('delete from auth.sso_pending where org_id = $1 and expires_ms <= $2', [orgId, nowMs]);
    await tx.query(
      `insert into auth.sso_pending (org_id, hash, provider_id, subject, identity_id, email, name, roles, has_groups, device_id, device_name, proof_key, expires_ms)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [orgId, hashOf(text), taken.providerId, taken.subject, taken.identityId, taken.email, taken.name, JSON.stringify(taken.roles), taken.hasGroups === true, device.id, device.name, device.proofKey ?? null, nowMs + linkForMs], // prettier-ignore
    );
  });
  return refuse('access/link-needed', 'There is an Outpost account with this e-mail address already. Show once that it is yours.', { link: text }); // prettier-ignore
}

type PendingRow = Row & {
  readonly provider_id: string;
  readonly subject: string;
  readonly identity_id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly has_groups: boolean;
  readonly device_name: string;
  readonly proof_key: string | null;
};
const columns = 'provider_id, subject, identity_id, email, name, roles, has_groups, device_name, proof_key';

/** Sends the code that proves the account to its address. Refuses `access/sign-in-over`, `request/too-many` and `server/no-mail`. */
export async function sendLinkCode(
  { link: text, device }: { readonly link: string; readonly device: { readonly id: string } },
  ports: IdentityPorts,
): Promise<Result<{ readonly minutes: number }>> {
  const orgId = form.exec(text)?.[1];
  if (orgId === undefined) return signInOver();
  if (!ports.accountMail) return refuse('server/no-mail', 'This server sends no e-mail. Use your password.', {});
  const sent = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx): Promise<Result<void>> => {
    const [row] = await tx.query<PendingRow>(`select ${columns} from auth.sso_pending where org_id = $1 and hash = $2 and device_id = $3 and expires_ms > $4 and tries < ${mostTries}`, [orgId, hashOf(text), device.id, ports.clock.nowMs()]); // prettier-ignore
    if (!row) return signInOver();
    const made = await makeCode(
      tx,
      { purpose: 'link', email: row.email, identityId: row.identity_id, ticket: text },
      ports,
    );
    if (made.code === null)
      return refuse('request/too-many', 'Enough codes were sent. Use the newest one, or try again in half an hour.', { waitSeconds: codeForMs / 1_000 }); // prettier-ignore
    await queueMail(tx, { mail: linkCodeMail({ to: row.email }, made.code, codeForMs / 60_000), forMs: codeForMs }, ports); // prettier-ignore
    return accept(undefined);
  });
  if (!sent.ok) return sent;
  ports.accountMail.queued();
  return accept({ minutes: codeForMs / 60_000 });
}

export type ProveLink = {
  readonly link: string;
  readonly device: Omit<OpeningDevice, 'name'>;
  readonly kind: 'password' | 'email';
  readonly answer: string;
};

/**
 * Links an existing account with the provider, once its person has proved it, and signs them in. The challenge step always
 * follows, independent of the tenant's setting for its provider: a password alone never opens an account with a second factor.
 * Refuses `access/sign-in-over`, `access/bad-credentials`, `access/bad-code`, `access/locked-out`, `access/second-factor-needed`.
 */
export async function proveLink(input: ProveLink, ports: SettlePorts): Promise<Result<SignedIn>> {
  const { identity } = ports;
  const orgId = form.exec(input.link)?.[1];
  if (orgId === undefined) return signInOver();
  const hash = hashOf(input.link);
  const [row] = await inTenant(
    identity.database,
    { orgId, mode: 'write' },
    (tx) =>
    tx.query<PendingRow>(`update auth.sso_pending set tries = tries + 1 where org_id = $1 and hash = $2 and device_id = $3 and expires_ms > $4 and tries < ${mostTries} returning ${columns}`, [orgId, hash, input.device.id, identity.clock.nowMs()]), // prettier-ignore
  );
  if (!row || row.proof_key !== (input.device.proofKey ?? null)) return signInOver();
  const proved = await proveAccount(input, row, identity);
  if (!proved.ok) return proved;
  const { provider_id: providerId, subject, identity_id: identityId, email, name, roles, has_groups: hasGroups } = row;
  const ended = await inTenant(identity.database, { orgId, mode: 'write' }, async (tx) => {
    const gone = await tx.query('delete from auth.sso_pending where org_id = $1 and hash = $2 returning hash', [orgId, hash]); // prettier-ignore
    if (gone.length === 0) return 'over';
    const [member] = await tx.query<{ person_id: string }>('select person_id from auth.membership where org_id = $1 and identity_id = $2', [orgId, identityId]); // prettier-ignore
    if (!member) return undefined;
    await tellOfLink(tx, { orgId, providerId, email }, identity);
    return linkSubject(tx, { orgId, providerId, subject, personId: member.person_id, identityId }, identity);
  });
  if (ended === 'over') return signInOver();
  let person = ended;
  if (!person) {
    const joined = await join({ orgId, providerId, subject, email, name, roles, hasGroups }, { identityId }, ports);
    if (!joined.ok) return joined;
    person = joined.value.person;
  }
  identity.accountMail?.queued();
  const followed = ended ? await follow({ orgId, providerId, personId: person.personId, roles, hasGroups }, ports) : accept(undefined); // prettier-ignore
  if (!followed.ok) return followed;
  const device = { ...input.device, name: row.device_name };
  return openProved({ person: { ...person, second: 'asked' }, device }, identity);
}

async function proveAccount(
  { link: ticket, kind, answer }: ProveLink,
  row: PendingRow,
  ports: IdentityPorts,
): Promise<Result<void>> {
  if (kind === 'password') {
    const proved = await provePassword({ email: row.email, password: answer }, ports);
    if (!proved.ok) return proved;
    return proved.value.identityId === row.identity_id ? accept(undefined) : signInOver();
  }
  return ports.database.transaction('write', async (tx): Promise<Result<void>> => {
    const entry = await enterCode(tx, { purpose: 'link', ticket, code: answer }, ports);
    if (!entry.isRight) return badCode(entry.triesLeft);
    if (entry.identityId !== row.identity_id) return signInOver();
    return (await voidCode(tx, ticket)) ? accept(undefined) : signInOver();
  });
}
