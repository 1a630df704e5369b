import type { Filter } from './list-query.ts';

/** A test of one field in a filter. */
type FieldTest = Extract<Filter, { readonly field: string }>;

/** Returns all tests of a filter, in the order in which they are written. */
export const testsIn = (filter: Filter): readonly FieldTest[] => {
  if ('and' in filter) return filter.and.flatMap(testsIn);
  if ('or' in filter) return filter.or.flatMap(testsIn);
  return 'not' in filter ? testsIn(filter.not) : [filter];
};
