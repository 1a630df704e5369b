import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import { noteOfAccount } from '../../journal/events/note-event.ts';
import { finishHandBack, type HandBackOutcome } from '../hand-back/hand-back.ts';
import type { IdentityPorts, RelyingParty } from '../identity-ports.ts';
import { passkeyCopiedMail } from '../mail/account-mails.ts';
import { tellAddress } from '../mail/outbox.ts';
import { domainOfEmail } from '../providers/domains.ts';
import { heldToSso, ssoNeeded } from '../providers/rule.ts';
import { type Account, findAccount } from '../sessions/signed-in.ts';
import { offeredKinds } from '../factors/answers.ts';
import { factorsOf } from '../factors/stored-factors.ts';
import { addAnswer, type Ceremony, endCeremony, openCeremony, takeChallenge } from '../passkeys/ceremonies.ts';
import { partyOf } from '../passkeys/relying-party.ts';
import { addPasskey, credentialsOf, findPasskey, type StoredPasskey, usePasskey } from '../passkeys/stored-passkeys.ts';
import { algorithms, userHandleOf, verifyMade, verifyShown } from '../passkeys/verify-passkey.ts';

/** Chosen: time enough to fetch a phone or a key. The challenge itself ends with its page. */
const timeout = 5 * 60_000;

/** The page's question to the browser. */
export type PasskeyOptions =
  { readonly make: PublicKeyCredentialCreationOptionsJSON } | { readonly show: PublicKeyCredentialRequestOptionsJSON };

/** Gives an open page a challenge. The one before ends. Refuses `access/sign-in-over` after too many tries. */
export async function passkeyOptions(id: string, ports: IdentityPorts): Promise<Result<PasskeyOptions>> {
  const party = partyOf(ports);
  if (!party.ok) return party;
  const { id: rpID } = party.value;
  const opened = await ports.database.transaction('write', async (tx) => {
    const ceremony = await openCeremony(tx, id, ports);
    if (!ceremony) return undefined;
    const { identityId } = ceremony;
    return { ceremony, credentials: identityId === null ? [] : await credentialsOf(tx, identityId) };
  });
  if (!opened) return pageOver();
  const { ceremony, credentials } = opened;
  const { kind, challenge, identityId, userName } = ceremony;
  const { generateAuthenticationOptions, generateRegistrationOptions } = await import('@simplewebauthn/server');
  if (kind !== 'set-up' || identityId === null) {
    const allowCredentials = kind === 'sign-in' ? {} : { allowCredentials: [...credentials] };
    return accept({ show: await generateAuthenticationOptions({ rpID, challenge, timeout, userVerification: 'preferred', ...allowCredentials }) }); // prettier-ignore
  }
  return accept({
    make: await generateRegistrationOptions({
      rpName: 'Outpost',
      rpID,
      userName: userName ?? '',
      userID: userHandleOf(identityId),
      challenge,
      timeout,
      attestationType: 'none',
      excludeCredentials: [...credentials],
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      supportedAlgorithmIDs: algorithms,
    }),
  });
}

/** The browser's answer: a new credential, or the signature of one. */
export type PasskeyResponse =
  { readonly made: RegistrationResponseJSON } | { readonly shown: AuthenticationResponseJSON };

/**
 * Ends a page in one transaction with the changes of its answer. Returns the app's result, or undefined where the
 * answer is refused.
 */
type Ending = (tx: Transaction) => Promise<HandBackOutcome | undefined>;

/**
 * Judges a browser's answer and ends the page. Returns the address at which the browser goes back to the app. A challenge is
 * valid for one answer: after a refusal the page asks for another one. Refuses `access/bad-code` for every fault, and does not
 * name the fault.
 */
export async function answerOnPage(
  { id, response }: { readonly id: string; readonly response: PasskeyResponse },
  ports: IdentityPorts,
): Promise<Result<{ readonly returnTo: string }>> {
  const party = partyOf(ports);
  if (!party.ok) return party;
  const asked = await ports.database.transaction('write', (tx) => takeChallenge(tx, id, ports));
  if (!asked) return pageOver();
  const given = { asked, party: party.value };
  const ending = 'made' in response ? await endingOfMade(response.made, given, ports) : await endingOfShown(response.shown, given, ports); // prettier-ignore
  if (!ending.ok) return ending;
  return ports.database.transaction('write', async (tx): Promise<Result<{ readonly returnTo: string }>> => {
    // This comes first: of two simultaneous answers the second waits here, and then finds that the page has ended.
    if (!(await endCeremony(tx, asked.id))) return pageOver();
    const outcome = await ending.value(tx);
    if (!outcome) return notAccepted();
    const returnTo = await finishHandBack(tx, { id: asked.id, outcome }, ports);
    return returnTo === undefined ? pageOver() : accept({ returnTo });
  });
}

type Asked = {
  readonly asked: Ceremony & { readonly challenge: string };
  readonly party: RelyingParty;
};

async function endingOfMade(
  response: RegistrationResponseJSON,
  { asked: { kind, challenge, identityId, factorId, step }, party }: Asked,
  ports: IdentityPorts,
): Promise<Result<Ending>> {
  if (kind !== 'set-up' || identityId === null || factorId === null || step === null) return notAccepted();
  const made = await verifyMade({ response, challenge, party });
  if (!made) return notAccepted();
  return accept(async (tx) => {
    if (!(await addPasskey(tx, { ...made, factorId, identityId }))) return undefined;
    return { kind: 'answer', answer: await addAnswer(tx, { identityId, factorId, step }, ports) };
  });
}

async function endingOfShown(
  response: AuthenticationResponseJSON,
  { asked: { kind, challenge, identityId, orgId, step }, party }: Asked,
  ports: IdentityPorts,
): Promise<Result<Ending>> {
  if (kind === 'set-up') return notAccepted();
  const passkey = await ports.database.transaction('snapshot', (tx) => findPasskey(tx, response.id));
  const isAskedFor =
    kind === 'sign-in' ? response.response.userHandle !== undefined : passkey?.identityId === identityId;
  if (!passkey || !isAskedFor) return notAccepted();
  const shown = await verifyShown({ response, challenge, party, passkey });
  if (!shown) return notAccepted();
  const { factorId, identityId: owner } = passkey;
  const { counter } = shown;
  const use = { factorId, counter, atMs: ports.clock.nowMs() };
  if (!(await ports.database.transaction('write', (tx) => usePasskey(tx, use)))) {
    await tellOfCopy(passkey, counter, ports);
    return notAccepted();
  }
  if (kind === 'sign-in') {
    const outcome = await signInOutcome({ identityId: owner, orgId, isVerified: shown.isVerified }, ports);
    return outcome.ok ? accept(() => Promise.resolve(outcome.value)) : outcome;
  }
  if (step === null) return notAccepted();
  return accept(async (tx) => ({ kind: 'answer', answer: await addAnswer(tx, { identityId: owner, factorId, step }, ports) })); // prettier-ignore
}

type Proved = { readonly identityId: string; readonly orgId: string | null; readonly isVerified: boolean };

/**
 * Returns the result for a person with a proved identity: the organisation that they asked for, or the first that lets
 * them in. A passkey that has not checked its person (a PIN, a fingerprint) is one factor. It cannot be the second one,
 * too.
 */
async function signInOutcome(
  { identityId, orgId, isVerified }: Proved,
  ports: IdentityPorts,
): Promise<Result<HandBackOutcome>> {
  const accounts = (await accountsOf(identityId, ports)).filter(({ account }) => account.standing === 'active');
  const wanted = accounts.filter((one) => orgId === null || one.orgId === orgId);
  const chosen = wanted.find(({ isHeld }) => !isHeld);
  const held = wanted.find(({ isHeld }) => isHeld);
  if (!chosen && held) return accept(refusedWith(ssoNeeded(domainOfEmail(held.account.person.email))));
  if (!chosen)
    return accept(refusedWith(refuse('access/denied', 'Your access is suspended or was never given. Ask an administrator of your organisation.', { action: 'sign-in' }))); // prettier-ignore
  if (!isVerified && chosen.otherKinds.length === 0)
    return refuse('access/denied', 'This passkey did not ask for a PIN or a fingerprint, so it is not enough by itself. Sign in with your password, and use it in the second step.', { action: 'sign-in' }); // prettier-ignore
  const { account, ...found } = chosen;
  return accept({
    kind: 'person',
    person: { orgId: found.orgId, personId: account.person.id, identityId, firstFactor: 'passkey', second: isVerified ? 'proved' : 'asked' }, // prettier-ignore
  });
}

/** Returns the outcome by which the app gets this refusal in place of a session. */
function refusedWith(refused: Result<never>): HandBackOutcome {
  if (refused.ok) return refused.value;
  const { code, message, details } = refused;
  return { kind: 'refused', refusal: { code, message, details } };
}

type FoundAccount = {
  readonly orgId: string;
  readonly account: Account;
  /** The organisation lets this person in only by its identity provider. */
  readonly isHeld: boolean;
  /** The kinds of answer other than a passkey that the account can give. */
  readonly otherKinds: readonly string[];
};

async function accountsOf(identityId: string, ports: IdentityPorts): Promise<readonly FoundAccount[]> {
  const memberships = await ports.database.transaction('snapshot', (tx) =>
    tx.query<{ org_id: string; person_id: string }>('select org_id, person_id from auth.memberships_of($1::uuid)', [
      identityId,
    ]),
  );
  const found: FoundAccount[] = [];
  for (const { org_id: orgId, person_id: personId } of memberships) {
    const one = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
      const account = await findAccount(tx, { orgId, personId });
      const kinds = offeredKinds(await factorsOf(tx, identityId), ports);
      const isHeld = (await heldToSso(tx, { orgId, personId })) === 'provider';
      return account && { orgId, account, isHeld, otherKinds: kinds.filter((kind) => kind !== 'passkey') };
    });
    if (one) found.push(one);
  }
  return found;
}

/**
 * Journals and reports by mail that the count of a passkey went back. Somebody else has a copy of it, or its owner
 * has restored it from a backup (WebAuthn, section 6.1.1). Its signature was right.
 */
async function tellOfCopy(
  { factorId, identityId }: StoredPasskey,
  counter: number,
  ports: IdentityPorts,
): Promise<void> {
  const nowMs = ports.clock.nowMs();
  const name = await ports.database.transaction('write', async (tx) => {
    await noteOfAccount(tx, identityId, {
      action: 'passkey/copied',
      outcome: 'refused',
      nowMs,
      origin: ports.origin,
      key: factorId,
      details: { counter },
    });
    return (await factorsOf(tx, identityId)).find(({ id }) => id === factorId)?.name;
  });
  const [first] = await accountsOf(identityId, ports);
  if (first && name !== undefined)
    await tellAddress(passkeyCopiedMail({ to: first.account.person.email }, name), ports);
}

const notAccepted = (): Result<never> =>
  refuse('access/bad-code', 'This passkey was not accepted. Try again, or use another way in Outpost.', {
    triesLeft: 1,
  });

const pageOver = (): Result<never> =>
  refuse('access/sign-in-over', 'This page took too long, or had too many tries. Start again from Outpost.', {});
