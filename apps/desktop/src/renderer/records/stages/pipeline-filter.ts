import { hasSeveralPipelines, pipelinesInUse, pipelinesOf } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { both } from '../../window/list-address.ts';

/** The operators that name the pipelines which a list has, or leaves out. */
const narrowing = new Set(['is', 'is-not', 'one-of', 'none-of']);

type FieldTest = Extract<Filter, { readonly field: string }>;

/** Returns the tests of a field that hold for all records of a filter: those that are joined by "and". */
function testsOf(field: string, where: Filter | undefined): readonly FieldTest[] {
  if (where === undefined) return [];
  if ('and' in where) return where.and.flatMap((part) => testsOf(field, part));
  return 'field' in where && where.field === field && narrowing.has(where.op) ? [where] : [];
}

const passes = (value: string, { op, value: asked }: FieldTest): boolean => {
  const isNamed = Array.isArray(asked) ? (asked as readonly unknown[]).includes(value) : asked === value;
  return op === 'is' || op === 'one-of' ? isNamed : !isNamed;
};

/** Returns the pipelines of a kind whose records pass a filter, in their order. Retired ones are among them. */
export function pipelinesIn(entity: Entity, where: Filter | undefined): readonly ChoiceOption[] {
  const pipelines = pipelinesOf(entity);
  if (!pipelines) return [];
  const tests = testsOf(pipelines.name, where);
  return pipelines.field.options.filter(({ value }) => tests.every((test) => passes(value, test)));
}

/** Returns the one pipeline to which a filter narrows a list; undefined if it leaves several, or the kind has one. */
export function pipelineAsked(entity: Entity, where: Filter | undefined): string | undefined {
  const [only, other] = hasSeveralPipelines(entity) ? pipelinesIn(entity, where) : [];
  return other ? undefined : only?.value;
}

/**
 * Returns the filter of a board, which shows one pipeline (PLT-16): that of the list, otherwise the first that may be
 * chosen. The filter stays as it is for a kind with one pipeline.
 */
export function inOnePipeline(entity: Entity, where: Filter | undefined): Filter | undefined {
  const pipelines = hasSeveralPipelines(entity) ? pipelinesOf(entity) : undefined;
  const left = pipelinesIn(entity, where);
  const inUse = pipelinesInUse(entity);
  const first = left.find((one) => inUse.includes(one)) ?? left[0];
  if (!pipelines || left.length < 2 || !first) return where;
  return both(where, { field: pipelines.name, op: 'is', value: first.value });
}

/** Returns a filter without the tests of a field that hold for all its records. */
function without(field: string, where: Filter | undefined): Filter | undefined {
  if (where === undefined) return undefined;
  if ('and' in where) {
    const parts = where.and.flatMap((part) => without(field, part) ?? []);
    const [only, other] = parts;
    return other ? { and: parts } : only;
  }
  return testsOf(field, where).length > 0 ? undefined : where;
}

/** Returns a filter that asks for another pipeline, in place of the one that it asks for. */
export function withPipeline(entity: Entity, where: Filter | undefined, pipeline: string): Filter | undefined {
  const pipelines = pipelinesOf(entity);
  return pipelines && both(without(pipelines.name, where), { field: pipelines.name, op: 'is', value: pipeline });
}
