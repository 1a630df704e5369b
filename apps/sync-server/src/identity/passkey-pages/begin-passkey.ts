import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { type Begun, setUpStep } from '../factors/begin-factor.ts';
import { beginHandBack, handBackForMs, handBackIdOf, signInOver, takeHandBack } from '../hand-back/hand-back.ts';
import type { BeginHandBack, ShownCode } from '../hand-back/hand-back.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { addCeremony, type CeremonyKind, findKind, type NewCeremony } from '../passkeys/ceremonies.ts';
import { partyOf } from '../passkeys/relying-party.ts';

/** The data by which the browser comes back to the app that asks. */
export type Return = Pick<BeginHandBack, 'challenge' | 'state' | 'returnTo'> & {
  readonly device: { readonly id: string };
};

/** A page of the server, `/sign-in/<ticket>`, on which a person uses or makes a passkey. */
export type BegunPage = { readonly ticket: string; readonly minutes: number };

async function begin(
  { back, ceremony }: { readonly back: Return; readonly ceremony: Omit<NewCeremony, 'id' | 'forMs'> },
  ports: IdentityPorts,
): Promise<Result<BegunPage>> {
  const party = partyOf(ports);
  if (!party.ok) return party;
  const device = { id: back.device.id, name: '' }; // an open session or a challenge has its name
  const begun = await beginHandBack({ ...back, way: 'passkey', device }, ports);
  if (!begun.ok) return begun;
  const id = handBackIdOf(begun.value.ticket);
  await ports.database.transaction('write', (tx) => addCeremony(tx, { ...ceremony, id, forMs: handBackForMs }, ports));
  return begun;
}

/** An account that must answer by one of its passkeys, in a step with a secret name. */
export type AskedAnswer = { readonly identityId: string; readonly step: string; readonly back: Return };

/**
 * Begins to ask for a passkey of an account. Its answer is valid only in this step. Refuses for the reasons of `partyOf` and
 * `beginHandBack`.
 */
export const beginPasskeyAnswer = (
  { identityId, step, back }: AskedAnswer,
  ports: IdentityPorts,
): Promise<Result<BegunPage>> => begin({ back, ceremony: { kind: 'answer', identityId, step } }, ports);

/** Begins to make the passkey of a factor that is begun. Its answer confirms the factor (`proveFactor`). */
export async function beginPasskeySetUp(
  { begun, back }: { readonly begun: Begun; readonly back: Return },
  ports: IdentityPorts,
): Promise<Result<BegunPage>> {
  if (!('userName' in begun)) throw new Error('Another kind of factor has no page');
  const { id: factorId, identityId, userName } = begun;
  return begin(
    { back, ceremony: { kind: 'set-up', identityId, factorId, userName, step: setUpStep(factorId) } },
    ports,
  );
}

/**
 * Returns the kind of request of an open page. A page that the app has begun as a sign-in (`/auth/browser`) asks for the person's
 * identity.
 */
export const kindOfPage = (
  { id, orgId }: { readonly id: string; readonly orgId: string | null },
  ports: IdentityPorts,
): Promise<CeremonyKind> =>
  ports.database.transaction('write', async (tx) => {
    const known = await findKind(tx, id);
    if (known === undefined)
      await addCeremony(tx, { id, kind: 'sign-in', orgId: orgId ?? undefined, forMs: handBackForMs }, ports);
    return known ?? 'sign-in';
  });

/** Exchanges the code that the browser brought back for the answer of the passkey. Refuses `access/sign-in-over`. */
export async function takePasskeyAnswer(
  shown: ShownCode,
  ports: IdentityPorts,
): Promise<Result<{ readonly answer: string }>> {
  const taken = await takeHandBack(shown, ports);
  if (!taken.ok) return taken;
  const { outcome } = taken.value;
  return outcome.kind === 'answer' ? accept({ answer: outcome.answer }) : signInOver();
}
