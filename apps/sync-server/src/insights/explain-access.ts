import { administers, canSee } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { type AccessReason, explainAccess } from '@outpost/domain/kernel/access/explain';
import { entityOf, unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Action } from '@outpost/domain/kernel/catalogue/role';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import { readAsker } from '../access/asker.ts';
import { accessEntities, principalOf } from '../access/principal.ts';
import { readPerson, readRoles } from '../access/token-holds.ts';
import { inTenant } from '../db/database.ts';
import { recordsOf } from '../records/load/load.ts';
import type { InsightPorts } from './questions.ts';

/** `access.explain`: may this person do this to this record? */
export type AccessQuestion = {
  /** The id of the person's record. */
  readonly person: string;
  readonly record: { readonly entity: string; readonly id: string };
  readonly actions: readonly Action[];
};
export type ExplainedAction = {
  readonly action: Action;
  readonly may: boolean;
  readonly reasons: readonly AccessReason[];
};

/**
 * Explains to an administrator what a person may do to a record, and which grants decide. The rights are those of this moment. Refuses
 * `access/denied` to people who do not administer others, and `records/not-found` for a person or a record that the asker does
 * not see.
 */
export function askAccess(
  ports: InsightPorts,
  asked: { readonly orgId: string; readonly userId: string },
  { person: personId, record: { entity: name, id }, actions }: AccessQuestion,
): Promise<Result<readonly ExplainedAction[]>> {
  return inTenant(ports.database, { orgId: asked.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { ...asked, installed: ports.installed });
    const { catalogue } = tenant;
    if (!administers(principal, entityOf(catalogue, accessEntities.person)))
      return refuse('access/denied', 'Only administrators may ask which records others see.', { action: 'administer' });
    const entity = withoutSealed(catalogue).entities.get(name);
    if (!entity) return unknownEntity(name);
    const [record] = await recordsOf(tx, tenant, { entity: name, ids: [id] });
    if (!record || !canSee(principal, catalogue, record)) return notFound(id);
    const person = await readPerson(tx, asked.orgId, personId);
    if (person?.life !== 'alive') return notFound(personId);
    const of = principalOf(person, await readRoles(tx, asked.orgId));
    return accept(
      actions.map((action) => {
        const reasons = explainAccess(of, action, { entity, record });
        return { action, may: reasons.length > 0, reasons };
      }),
    );
  });
}
