import type { Field, FieldTypeName } from '../../entities/fields.ts';
import type { FilterOperator } from '../../questions/list-query.ts';

const emptiness = ['is-empty', 'is-not-empty'] as const;
const oneOfMany = ['is', 'is-not', 'one-of', 'none-of'] as const;
const ordered = [...oneOfMany, 'gt', 'gte', 'lt', 'lte', 'between'] as const;
const texts = [...ordered, 'contains', 'starts-with', ...emptiness] as const;
const dates = [...ordered, 'within', ...emptiness] as const;

const operatorsOf: { readonly [T in FieldTypeName]: readonly FilterOperator[] } = {
  text: texts,
  email: texts,
  phone: texts,
  address: texts,
  money: [...ordered, ...emptiness],
  number: [...ordered, ...emptiness],
  percent: [...ordered, ...emptiness],
  duration: [...ordered, ...emptiness],
  flag: ['is', 'is-not', ...emptiness],
  date: dates,
  instant: dates,
  choice: [...oneOfMany, ...emptiness],
  ref: [...oneOfMany, ...emptiness],
  tags: ['has-any', 'has-all', 'has-none', ...emptiness],
  file: emptiness,
  geo: ['near', 'in-area', ...emptiness],
  json: emptiness,
};

/** Returns the filter operators of this field, in the order in which an editor offers them. */
export const filterOperatorsOf = (field: Field): readonly FilterOperator[] => operatorsOf[field.type];
