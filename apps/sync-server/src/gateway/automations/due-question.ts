import type { AutomationDefinition, DateTrigger } from '@outpost/domain/kernel/automation/automation-definition';
import { daysDue, instantsDue, type MomentSpan } from '@outpost/domain/kernel/automation/due-moments';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { compileList, type ListAnswer } from '@outpost/domain/kernel/query/lists/compile-list';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import { type Filter, listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { Asker } from '../../access/asker.ts';
import type { Transaction } from '../../db/database.ts';
import { queryGroundOf } from '../../insights/askers-questions.ts';

/** Returns whether the field of a date trigger is a day without a time. */
export const isDay = (entity: Entity, { field }: Pick<DateTrigger, 'field'>): boolean =>
  entity.fields[field]?.type === 'date';

/**
 * AUT-14: returns the filter over the dates whose moment lies in a span; undefined where no day has its moment in it. Its spans name each value
 * once, so that no record is found twice for one value.
 */
export function dueFilter(entity: Entity, trigger: DateTrigger, { span, timeZone }: { readonly span: MomentSpan; readonly timeZone: string }): Filter | undefined {
  const { field } = trigger;
  if (isDay(entity, trigger)) {
    const days = daysDue(trigger, span, timeZone).map(({ day }) => day);
    const [first, last] = [days[0], days.at(-1)];
    return first === undefined || last === undefined ? undefined : { field, op: 'between', value: [first, last] };
  }
  const { since, until } = instantsDue(trigger, span, timeZone);
  return { and: [{ field, op: 'gt', value: since }, { field, op: 'lte', value: until }] };
} // prettier-ignore

type Asked = {
  readonly definition: AutomationDefinition;
  /** With the rights of the maker of the version. */
  readonly maker: Asker;
  /** Asked besides the conditions. */
  readonly where?: Filter | undefined;
  /** The moment as of which the conditions are asked. */
  readonly now: string;
};

const whereOf = ({ definition: { conditions }, where }: Asked): { readonly where?: Filter } => {
  const all = [conditions, where].filter((one) => one !== undefined);
  return all.length === 0 ? {} : { where: { and: all } };
};
const groundOf = ({ maker, now }: Asked) => queryGroundOf({ nowMs: () => Date.parse(now) }, maker);

/**
 * Returns a page of the records that match the conditions of an automation, by id, as its maker sees them: one compiled question, which
 * reads a bounded part of the kind's table. Refuses as `compileList` does.
 */
export async function matchingPage(tx: Transaction, asked: Asked, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<Result<ListAnswer>> {
  const query = listQuerySchema.parse({ entity: asked.definition.entity, ...whereOf(asked), sort: [{ field: 'id', direction: 'asc' }], limit, ...(after === null ? {} : { after }) });
  const compiled = compileList(groundOf(asked), query);
  if (!compiled.ok) return compiled;
  return accept(compiled.value.decode(await tx.query(compiled.value.sql, compiled.value.parameters)));
} // prettier-ignore

/** Counts the records that match the conditions of an automation, as its maker sees them. Refuses as `compileSummary` does. */
export async function countMatching(tx: Transaction, asked: Asked): Promise<Result<number>> {
  const compiled = compileSummary(groundOf(asked), summaryQuerySchema.parse({ entity: asked.definition.entity, ...whereOf(asked) })); // prettier-ignore
  if (!compiled.ok) return compiled;
  const { groups } = compiled.value.decode(await tx.query(compiled.value.sql, compiled.value.parameters));
  return accept(groups.reduce((sum, { count }) => sum + count, 0));
}
