import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { beginFactor } from '../factors/begin-factor.ts';
import { withAccount } from '../factors/own-factors.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { partyOf } from '../passkeys/relying-party.ts';
import { beginPasskeySetUp, type BegunPage, type Return } from './begin-passkey.ts';

/**
 * Begins to make a passkey of the caller on a page of the server. Its answer confirms it, like the first code of another factor. Refuses what
 * `beginFactor` and `beginPasskeySetUp` refuse.
 */
export async function startPasskey(
  { caller, name, back }: { readonly caller: Caller; readonly name: string; readonly back: Return },
  ports: IdentityPorts,
): Promise<Result<BegunPage & { readonly id: string }>> {
  const party = partyOf(ports);
  if (!party.ok) return party;
  const begun = await withAccount(caller, ports, (tx, account) => beginFactor(tx, { account, kind: 'passkey', name }, ports)); // prettier-ignore
  if (!begun.ok) return begun;
  const page = await beginPasskeySetUp({ begun: begun.value, back }, ports);
  return page.ok ? accept({ ...page.value, id: begun.value.id }) : page;
}
