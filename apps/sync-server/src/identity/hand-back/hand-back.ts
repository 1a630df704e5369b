import { createHash } from 'node:crypto';
import { accept, refuse, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import type { Row, Transaction } from '../../db/database.ts';
import type { FirstFactor } from '../factors/challenge.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { isReturnAddress, returnWith } from './return-address.ts';

/** The step in the browser: the person signs in at an identity provider, or shows a passkey. */
export const handBackWays = ['sso', 'passkey'] as const;
export type HandBackWay = (typeof handBackWays)[number];

/** Chosen: long enough to find a phone and to sign in at a provider that asks for a new password. */
export const handBackForMs = 10 * 60_000;
/** Chosen: the browser opens the app immediately. RFC 6749, section 4.1.2 allows ten minutes. */
const codeForMs = 60_000;

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const newSecret = ({ random }: Pick<IdentityPorts, 'random'>): string => Buffer.from(random(32)).toString('base64url');

export type BeginHandBack = {
  readonly way: HandBackWay;
  /** The organisation to sign in to, and for `sso` the provider. */
  readonly orgId?: string | undefined;
  readonly providerId?: string | undefined;
  /** RFC 7636, S256: the hash of the verifier that the app keeps. */
  readonly challenge: string;
  /** A random text of the app. The browser brings it back with the code, and the app takes no code without it. */
  readonly state: string;
  readonly returnTo: string;
  readonly device: { readonly id: string; readonly name: string; readonly proofKey?: string | undefined };
};

/**
 * Begins a sign-in that happens in the person's browser. Returns the ticket of its page, `/sign-in/<ticket>`, which the app opens. Refuses
 * `request/invalid` where the browser would come back to another place than the person's own computer.
 */
export async function beginHandBack(
  input: BeginHandBack,
  ports: IdentityPorts,
): Promise<Result<{ readonly ticket: string; readonly minutes: number }>> {
  const { way, orgId, providerId, challenge, state, returnTo, device } = input;
  if (!isReturnAddress(returnTo))
    return refuse('request/invalid', 'returnTo: must be the address of the app on this computer', { path: 'returnTo' });
  const ticket = newSecret(ports);
  const nowMs = ports.clock.nowMs();
  await ports.database.transaction('write', async (tx) => {
    await tx.query('delete from auth.hand_back where ticket in (select ticket from auth.hand_back where expires_ms <= $1 order by expires_ms limit 20 for update skip locked)', [nowMs]); // prettier-ignore
    await tx.query(
      `insert into auth.hand_back (ticket, way, wanted_org, provider_id, challenge, state, return_to, device_id, device_name, proof_key, expires_ms)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        hashOf(ticket),
        way,
        orgId ?? null,
        providerId ?? null,
        challenge,
        state,
        returnTo,
        device.id,
        device.name,
        device.proofKey ?? null,
        nowMs + handBackForMs,
      ],
    );
  });
  return accept({ ticket, minutes: handBackForMs / 60_000 });
}

/** A sign-in that is open in a browser. */
export type OpenHandBack = {
  /** Its name: useless without the cookie, and therefore not secret. */
  readonly id: string;
  readonly way: HandBackWay;
  readonly orgId: string | null;
  readonly providerId: string | null;
  /** The data that `rememberInHandBack` has kept. */
  readonly memory: string | null;
};

type OpenRow = Row & {
  readonly ticket: Uint8Array;
  readonly way: HandBackWay;
  readonly wanted_org: string | null;
  readonly provider_id: string | null;
  readonly memory: string | null;
};

const idOf = (ticket: Uint8Array): string => Buffer.from(ticket).toString('hex');
const memoryOf = (id: string): string => `hand-back ${id}`;

async function openOf(row: OpenRow, { keys }: Pick<IdentityPorts, 'keys'>): Promise<OpenHandBack> {
  const id = idOf(row.ticket);
  const memory = row.memory === null ? null : ((await keys.unseal(row.memory, memoryOf(id))) ?? null);
  return { id, way: row.way, orgId: row.wanted_org, providerId: row.provider_id, memory };
}

/**
 * Opens the page of a sign-in in a browser, and binds it to that browser. The first browser gets the cookie, and no
 * other one can continue the sign-in. `cookie`: the cookie that the browser has sent. Undefined where the ticket is
 * unknown or over, or another browser has opened it.
 */
export async function openHandBack(
  { ticket, cookie }: { readonly ticket: string; readonly cookie: string | undefined },
  ports: IdentityPorts,
): Promise<(OpenHandBack & { readonly cookie: string }) | undefined> {
  const fresh = newSecret(ports); // a cookie that this server did not give for this ticket binds nothing
  const [row] = await ports.database.transaction('write', (tx) =>
    tx.query<OpenRow & { readonly is_first: boolean }>(
      `update auth.hand_back set browser = coalesce(browser, $2) where ticket = $1 and code is null and expires_ms > $4 and (browser is null or browser = $3)
       returning ticket, way, wanted_org, provider_id, memory, browser = $2 as is_first`,
      [hashOf(ticket), hashOf(fresh), cookie === undefined ? null : hashOf(cookie), ports.clock.nowMs()],
    ),
  );
  return row && { ...(await openOf(row, ports)), cookie: row.is_first || cookie === undefined ? fresh : cookie };
}

/** Returns the name of a ticket's sign-in (`OpenHandBack.id`). */
export const handBackIdOf = (ticket: string): string => idOf(hashOf(ticket));

/** Keeps a text, encrypted, until the same browser comes back: nonces, verifiers, challenges. Null deletes it. */
export async function rememberInHandBack(
  { id, memory }: { readonly id: string; readonly memory: string | null },
  ports: IdentityPorts,
): Promise<void> {
  const sealed = memory === null ? null : ports.keys.seal(memory, memoryOf(id));
  await ports.database.transaction('write', (tx) =>
    tx.query('update auth.hand_back set memory = $2 where ticket = $1', [Buffer.from(id, 'hex'), sealed]),
  );
}

/** Returns the sign-in that is open in the browser with this cookie. Undefined where there is none, or where it has ended. */
export async function recallHandBack(cookie: string, ports: IdentityPorts): Promise<OpenHandBack | undefined> {
  const [row] = await ports.database.transaction('snapshot', (tx) =>
    tx.query<OpenRow>(
      'select ticket, way, wanted_org, provider_id, memory from auth.hand_back where browser = $1 and code is null and expires_ms > $2',
      [hashOf(cookie), ports.clock.nowMs()],
    ),
  );
  return row && openOf(row, ports);
}

/**
 * The person whose sign-in has succeeded. `second`: `asked` is the one step after every first factor (ADR 66). `proved`: the
 * first factor counts as two (a passkey with user verification). `left-out`: the tenant trusts its provider to ask.
 */
export type ProvedPerson = {
  readonly orgId: string;
  readonly personId: string;
  readonly identityId: string;
  readonly firstFactor: Exclude<FirstFactor, 'password'>;
  readonly second: 'asked' | 'proved' | 'left-out';
};

/**
 * The answer that the app gets for its code: a session, the reason why there is none, or a passkey's answer for a
 * step of its own.
 */
export type HandBackOutcome =
  /** The app must do something first. `details`: in the form that the way's `later` reads. */
  | { readonly kind: 'later'; readonly way: HandBackWay; readonly details: unknown }
  | { readonly kind: 'person'; readonly person: ProvedPerson }
  | { readonly kind: 'answer'; readonly answer: string }
  | { readonly kind: 'refused'; readonly refusal: Pick<Refusal, 'code' | 'message' | 'details'> };

/**
 * Ends a sign-in in the browser. Returns the address to which the browser goes back, with a code that works once and for a minute. Undefined
 * where another request was first. Call it in the transaction of the sign-in's changes.
 */
export async function finishHandBack(
  tx: Transaction,
  { id, outcome }: { readonly id: string; readonly outcome: HandBackOutcome },
  ports: IdentityPorts,
): Promise<string | undefined> {
  const code = newSecret(ports);
  const [row] = await tx.query<{ return_to: string; state: string }>(
    `update auth.hand_back set browser = null, memory = null, code = $2, outcome = $3, expires_ms = $4
     where ticket = $1 and browser is not null and code is null and expires_ms > $5 returning return_to, state`,
    [
      Buffer.from(id, 'hex'),
      hashOf(code),
      ports.keys.seal(JSON.stringify(outcome), outcomeOf(id)),
      ports.clock.nowMs() + codeForMs,
      ports.clock.nowMs(),
    ],
  );
  return row && returnWith(row.return_to, { code, state: row.state });
}

const outcomeOf = (id: string): string => `outcome of hand-back ${id}`;

/** A code as the app shows it. */
export type ShownCode = {
  readonly code: string;
  readonly verifier: string;
  readonly device: { readonly id: string; readonly proofKey?: string | undefined };
};

/**
 * Uses a code up. Returns the outcome that it opens, and the device that began. Refuses `access/sign-in-over` for a
 * code that is unknown, too old or used, and for another verifier, device or key. The first try of any caller ends
 * the code.
 */
export async function takeHandBack(
  { code, verifier, device }: ShownCode,
  ports: IdentityPorts,
): Promise<Result<{ readonly outcome: HandBackOutcome; readonly deviceName: string }>> {
  const [row] = await ports.database.transaction('write', (tx) =>
    tx.query<TakenRow>(
      'delete from auth.hand_back where code = $1 returning ticket, challenge, device_id, device_name, proof_key, outcome, expires_ms',
      [hashOf(code)],
    ),
  );
  if (!row) return signInOver();
  const isTheirs =
    Number(row.expires_ms) > ports.clock.nowMs() &&
    hashOf(verifier).toString('base64url') === row.challenge &&
    row.device_id === device.id &&
    row.proof_key === (device.proofKey ?? null);
  if (!isTheirs) return signInOver();
  const outcome = await ports.keys.unseal(row.outcome, outcomeOf(idOf(row.ticket)));
  if (outcome === undefined) throw new Error('The outcome of a sign-in cannot be unsealed');
  // `finishHandBack` has sealed it.
  return accept({ outcome: JSON.parse(outcome) as HandBackOutcome, deviceName: row.device_name });
}

type TakenRow = Row & {
  readonly ticket: Uint8Array;
  readonly challenge: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly proof_key: string | null;
  readonly outcome: string;
  readonly expires_ms: number;
};

/** Returns the refusal of a sign-in in the browser that is no longer valid. It does not say which part was wrong. */
export const signInOver = (): Result<never> =>
  refuse('access/sign-in-over', 'This sign-in took too long, or was begun elsewhere. Start it again from Outpost.', {});
