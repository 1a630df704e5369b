import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { ReportField } from '../../reports/report-field.ts';
import { listGroupFields } from '../records/list-group.ts';
import {
  changedFilter,
  type ChangedSpan,
  changedSpanIds,
  type FacetChoice,
  type FacetChoices,
  type OwnerChoice,
} from './search-address.ts';

/** The most groups of one answer: its owners. The limit of a report. */
const mostOwners = 10_000;
const always = 'always';

/**
 * Returns the one question for the facets of a kind that all kinds have: its hits by owner, for each span of the last change. The
 * counts of kinds, owners and spans are sums of its answer, so a change of the owner or the span asks nothing.
 */
export const ownersQuestion = (
  entity: string,
  search: string,
  where: Filter | undefined,
): CallInput<'records.report'> => ({
  entity,
  search,
  ...(where === undefined ? {} : { where }),
  groupBy: [{ field: 'ownerId' }],
  measures: [
    { name: always, fn: 'count' },
    ...changedSpanIds.map((span) => {
      const within = changedFilter(span);
      return { name: span, fn: 'count' as const, ...(within === undefined ? {} : { where: within }) };
    }),
  ],
  limit: mostOwners,
});

/** The hits of one kind and owner, by the span of the last change. Owner null: records without one. */
export type OwnerCount = {
  readonly entity: string;
  readonly owner: string | null;
  readonly counts: Readonly<Record<string, number | null>>;
};

/** Returns the hits of one kind by owner. */
export const ownerCounts = (
  entity: string,
  { rows }: Pick<CallOutput<'records.report'>, 'rows'>,
): readonly OwnerCount[] =>
  rows.map(({ groups: [owner], measures }) => ({
    entity,
    owner: typeof owner === 'string' ? owner : null,
    counts: measures,
  }));

/** The choices that narrow the counts. Left out: none. `me`: the id of the person who searches. */
export type CountedBy = {
  readonly kind?: string | undefined;
  readonly owner?: readonly OwnerChoice[] | undefined;
  readonly changed?: ChangedSpan | undefined;
  readonly me: string;
};

/** Returns the number of hits. */
export function countHits(found: readonly OwnerCount[], { kind, owner, changed, me }: CountedBy): number {
  const owners = owner && new Set(owner.map((one) => (one === 'me' ? me : one)));
  return found
    .filter((one) => (kind === undefined || one.entity === kind) && (owners === undefined || owners.has(one.owner)))
    .reduce((sum, { counts }) => sum + (counts[changed ?? always] ?? 0), 0);
}

/** Returns the owners with hits, by their number of hits. */
export function ownersFound(found: readonly OwnerCount[], by: CountedBy): ReadonlyMap<OwnerChoice, number> {
  const counts = new Map<OwnerChoice, number>();
  for (const one of found) {
    const owner = one.owner === by.me ? 'me' : one.owner;
    const count = countHits([one], { ...by, owner: undefined });
    if (count > 0) counts.set(owner, (counts.get(owner) ?? 0) + count);
  }
  return counts;
}

/** Whether values of this field are facets: it has few values, which its declaration names. */
const hasFewValues = ({ type }: Field): boolean => type === 'choice' || type === 'flag';

/** Returns the fields of a kind whose values are facets, the stage first. */
export function facetFields(catalogue: Catalogue, entity: Entity): readonly ReportField[] {
  const fields = listGroupFields(catalogue, entity).filter(({ field }) => hasFewValues(field));
  return [...fields.filter(({ path }) => path === entity.stages), ...fields.filter(({ path }) => path !== entity.stages)]; // prettier-ignore
}

/** Whether a field can have this value. */
const isChoiceOf = (field: Field, value: unknown): value is FacetChoice =>
  value === null ||
  (field.type === 'choice'
    ? field.options.some((option) => option.value === value)
    : field.type === 'flag' && typeof value === 'boolean');

/**
 * Returns the chosen values that the fields can have. An address may be older than the declaration, or name another kind's
 * fields; a question with such a value would be refused.
 */
export function knownChoices(
  fields: readonly ReportField[],
  chosen: FacetChoices | undefined,
): FacetChoices | undefined {
  const known = fields.flatMap(({ path, field }) => {
    const values = (chosen?.[path] ?? []).filter((value) => isChoiceOf(field, value));
    return values.length === 0 ? [] : [[path, values] as const];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** A value of a field with its number of hits. */
export type FieldCount = { readonly value: FacetChoice; readonly count: number };

/** Returns the values of a field with hits, in their order, and the chosen ones without any behind them. */
export function fieldCounts(
  field: Field,
  { groups }: Pick<CallOutput<'records.summary'>, 'groups'>,
  chosen: readonly FacetChoice[] = [],
): readonly FieldCount[] {
  const found = groups.flatMap(({ value, count }) => (isChoiceOf(field, value) && count > 0 ? [{ value, count }] : []));
  const others = chosen.filter((value) => !found.some((one) => one.value === value));
  return [...found, ...others.map((value) => ({ value, count: 0 }))];
}
