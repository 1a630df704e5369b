import { type SentKind, type SetUpKind, setUpKinds } from '@outpost/domain/kernel/factor-kinds';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { takeAnswerOf } from '../passkeys/ceremonies.ts';
import { partyOf } from '../passkeys/relying-party.ts';
import type { Account } from '../sessions/signed-in.ts';
import { canSend, deliver, type Outgoing, prepareCode, type SentCode, takeSentCode } from './sent-codes.ts';
import { addFactor, factorsOf, noteUse, purposeOf, removeFactors, type StoredFactor, takeStep } from './stored-factors.ts'; // prettier-ignore
import { newTotpSecret, stepOfCode, totpUri } from './totp.ts';

/** Chosen: a phone, a second one, and one for an accident; a passkey for each device and key. */
const mostOfKind = { passkey: 10, totp: 5, email: 1, sms: 1 };

/** The kinds of factor that this server lets people set up. */
export const kindsToSetUp = (ports: IdentityPorts): readonly SetUpKind[] =>
  setUpKinds.filter((kind) => (kind === 'passkey' ? partyOf(ports).ok : kind === 'totp' || canSend(kind, ports)));

/** An authenticator app to be set up: the secret in base32, and the address for its QR code. */
export type BegunTotp = { readonly id: string; readonly secret: string; readonly uri: string };
/** A factor whose code the server has sent: it is set up by that code. */
export type BegunSent = SentCode & { readonly id: string };
/** A passkey to be set up: a page of the server makes it (`beginPasskeySetUp`). */
export type BegunPasskey = { readonly id: string; readonly identityId: string; readonly userName: string };
export type BegunFactor = BegunTotp | BegunSent | BegunPasskey;

/** A factor that is begun in the store. A text message is not sent yet (`finishBegun`). */
export type Begun = BegunTotp | BegunPasskey | { readonly id: string; readonly outgoing: Outgoing };

type Wanted = {
  readonly account: Account;
  readonly kind: SetUpKind;
  /** The name of a passkey or an authenticator app. */
  readonly name?: string | undefined;
  /** E.164; needed for text messages. */
  readonly phone?: string | undefined;
};

/**
 * Begins to set a factor up, with the account locked. It has no effect until `proveFactor`. An unproved one of its kind that was
 * begun before is removed. Refuses `request/invalid` where the account has enough of them or a number is missing, and for the
 * reasons of `prepareCode`.
 */
export async function beginFactor(
  tx: Transaction,
  { account, kind, name, phone }: Wanted,
  ports: IdentityPorts,
): Promise<Result<Begun>> {
  const { identityId, person } = account;
  const known = (await factorsOf(tx, identityId)).filter((each) => each.kind === kind);
  const unfinished = known.filter(({ confirmedMs }) => confirmedMs === null);
  if (known.length - unfinished.length >= mostOfKind[kind])
    return refuse('request/invalid', 'You have enough factors of this kind. Remove one first.', { path: 'kind' });
  if (kind === 'sms' && phone === undefined)
    return refuse('request/invalid', 'Give the telephone number with its country code.', { path: 'phone' });
  await removeFactors(tx, identityId, unfinished.map(({ id }) => id)); // prettier-ignore
  const id = ports.ids.newId();
  const madeMs = ports.clock.nowMs();
  const secret = kind === 'totp' ? newTotpSecret(ports.random) : kind === 'sms' ? phone : undefined;
  const sealed = secret === undefined ? {} : { sealed: ports.keys.seal(secret, purposeOf(kind, identityId)) }; // prettier-ignore
  const shown = {
    passkey: name ?? 'Passkey',
    totp: name ?? 'Authenticator app',
    email: 'Code by e-mail',
    sms: `Text message to ••${(phone ?? '').slice(-2)}`,
  }[kind];
  await addFactor(tx, { id, identityId, kind, name: shown, ...sealed, madeMs, isConfirmed: false });
  if (kind === 'totp' && secret !== undefined) return accept({ id, secret, uri: totpUri(secret, person.email) });
  if (kind === 'passkey') return accept({ id, identityId, userName: person.email });
  const factor = (await factorsOf(tx, identityId)).find((each) => each.id === id);
  if (!factor) throw new Error('An added factor is not there');
  const sent = { ...factor, kind: kind as SentKind }; // the other kind was answered above
  const prepared = await prepareCode(tx, { factor: sent, account, step: setUpStep(id) }, ports);
  return prepared.ok ? accept({ id, outgoing: prepared.value }) : prepared;
}

/** Sends the first code of a factor that is begun, where it has one, after the commit. */
export async function finishBegun(begun: Begun, ports: IdentityPorts): Promise<Result<BegunFactor>> {
  if (!('outgoing' in begun)) return accept(begun);
  const sent = await deliver(begun.outgoing, ports);
  return sent.ok ? accept({ ...sent.value, id: begun.id }) : sent;
}

/** Returns the secret name of the step that sets a factor up. */
export const setUpStep = (id: string): string => `setting up ${id}`;

/** Uses the code that proves that a factor which was begun works, and confirms the factor. Returns whether the code was right. */
export async function proveFactor(
  tx: Transaction,
  { factor, identityId, code }: { readonly factor: StoredFactor; readonly identityId: string; readonly code: string },
  ports: IdentityPorts,
): Promise<boolean> {
  const { id, kind, sealed } = factor;
  const atMs = ports.clock.nowMs();
  if (kind === 'email' || kind === 'sms') {
    const isRight = await takeSentCode(tx, { kind, step: setUpStep(id), identityId, answer: code }, ports);
    return isRight && noteUse(tx, { identityId, id, atMs });
  }
  if (kind === 'passkey') {
    const shown = await takeAnswerOf(tx, { identityId, step: setUpStep(id), code }, ports);
    return shown === id && noteUse(tx, { identityId, id, atMs });
  }
  const secret = sealed === null ? undefined : await ports.keys.unseal(sealed, purposeOf(kind, identityId));
  if (secret === undefined) throw new Error('The secret of a factor cannot be unsealed');
  const step = stepOfCode(secret, code, atMs);
  return step !== null && takeStep(tx, { identityId, id, step, atMs });
}
