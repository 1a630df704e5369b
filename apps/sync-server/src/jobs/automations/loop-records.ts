import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StepOf } from '@outpost/domain/kernel/automation/automation-definition';
import type { RunEvent } from '@outpost/domain/kernel/automation/run-machine';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import { type Filter, listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { Asker } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { queryGroundOf } from '../../insights/askers-questions.ts';
import type { TenancyPorts } from '../../tenancy/create-tenant.ts';

type Looping = { readonly orgId: string; readonly maker: Asker; readonly record: StoredRecord; readonly now: string };

/**
 * AUT-18: finds the records of a loop, as the maker of the version sees them now: those that name the run's record in the reference, by id.
 * They are found once, and the run keeps them: a step of the loop that changes one does not change which records follow. Those beyond the
 * most are left out, and the log says so.
 */
export function findLooped({ database }: TenancyPorts, { orgId, maker, record, now }: Looping, step: StepOf<'each'>): Promise<RunEvent> {
  const { catalogue } = maker.tenant;
  const looped = entityOf(catalogue, step.entity);
  const field = looped.fields[step.by];
  if (field?.type !== 'ref') throw new Error(`The loop ${step.id} has no reference ${step.by}: its definition was judged a moment ago`);
  const names: Filter = { field: step.by, op: 'is', value: refValue(field, record.entity, record.id) };
  const where: Filter = step.matching === undefined ? names : { and: [names, step.matching] };
  const query = listQuerySchema.parse({ entity: step.entity, where, sort: [{ field: 'id', direction: 'asc' }], limit: step.most + 1 });
  const compiled = compileList(queryGroundOf({ nowMs: () => Date.parse(now) }, maker), query);
  if (!compiled.ok) return Promise.resolve({ kind: 'was-refused', why: compiled.message });
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { rows } = compiled.value.decode(await tx.query(compiled.value.sql, compiled.value.parameters));
    const items = rows.slice(0, step.most).map(({ id }) => id);
    const { one, many } = looped.label;
    const found = items.length === 0 ? `Found no ${many.toLowerCase()}.` : `Found ${items.length} ${(items.length === 1 ? one : many).toLowerCase()}.`;
    return { kind: 'looped', items, why: rows.length > items.length ? `${found} There are more, which are left out.` : found };
  });
} // prettier-ignore
