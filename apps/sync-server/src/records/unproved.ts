import { hasDangers, type Unproved } from '@outpost/domain/kernel/access/dangerous-acts';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { refuse } from '@outpost/domain/kernel/refusal';
import { readKeyRights } from '../access/api-key.ts';
import type { Asker } from '../access/asker.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import type { Transaction } from '../db/database.ts';
import { isProvedLately, proofsOf } from '../identity/factors/session-proof.ts';
import type { ApplyInput } from './apply-input.ts';

type Asked = {
  readonly input: Pick<ApplyInput, 'acts' | 'author'>;
  readonly asker: Pick<Asker, 'tenant' | 'principal'>;
  readonly nowMs: number;
};

/**
 * PLT-28: returns the function that refuses dangerous changes of these acts; undefined where none is refused. A person
 * in a session must have proved recently who they are. An API key must name the kind of record in a grant: a wildcard
 * is not enough. Work of the server and of packs is not asked.
 */
export async function unprovedOf(
  tx: Transaction,
  { orgId }: Pick<Tenant, 'orgId'>,
  { input: { acts, author }, asker, nowMs }: Asked,
): Promise<Unproved | undefined> {
  if (author === 'server' || author.service) return undefined;
  const { entities } = asker.tenant.catalogue;
  const mayBeDangerous = acts.some(
    ({ undoes, edits }) =>
      undoes !== undefined ||
      edits.some(({ entity: name }) => {
        const entity = entities.get(name);
        return entity !== undefined && hasDangers(entity);
      }),
  );
  if (!mayBeDangerous) return undefined;
  const { userId, sessionId = null } = author;
  if (asker.principal.isProgram === true) {
    const key = await readKeyRights(tx, { orgId, userId });
    const named = new Set((key?.grants ?? []).map((grant) => parseGrant(grant)?.resource));
    return (entity) =>
      named.has(entity)
        ? undefined
        : refuse('access/denied', `A key changes this only where one of its grants names it: ${entity}.`, { action: 'administer' }); // prettier-ignore
  }
  if (sessionId === null || (await isProvedLately(tx, { orgId, sessionId }, nowMs))) return undefined;
  const needed = refuse('access/step-up-needed', 'This needs a proof that it is you. Prove it, then send this again.', {
    kinds: await proofsOf(tx, { orgId, personId: userId }),
  });
  return () => needed;
}
