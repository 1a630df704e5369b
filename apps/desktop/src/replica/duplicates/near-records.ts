import {
  type Traits,
  compareTraits,
  leastPercent,
  traitsOf,
  type Likeness,
} from '@outpost/domain/kernel/duplicates/compare-records';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { listQuerySchema, type ListQueryInput } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { AskRows } from './ask-rows.ts';

type Fields = Readonly<Record<string, JsonValue>>;
export type Near = Likeness & { readonly record: StoredRecord };

/** Chosen: more records than share one trait with a real record. */
const mostOfOneTrait = 50;
/** The longest text of a search. */
const mostSearched = 200;

/**
 * Returns the living records that resemble these fields, the most similar first. One indexed question is asked for each
 * trait: the words of the title, an e-mail address, a number, a website, or the records of the same context.
 */
export async function nearRecords(ask: AskRows, entity: Entity, fields: Fields): Promise<Result<readonly Near[]>> {
  const traits = traitsOf(entity, fields);
  const found = new Map<string, StoredRecord>();
  const answers = await Promise.all(
    questionsOf(entity, fields, traits).map((question) => ask(listQuerySchema.parse(question))),
  );
  for (const answer of answers) {
    if (!answer.ok) return answer;
    for (const record of answer.value.rows) found.set(record.id, record);
  }
  const near = [...found.values()]
    .map((record) => ({ record, ...compareTraits(entity, traits, traitsOf(entity, record.fields)) }))
    .filter(({ percent }) => percent >= leastPercent);
  near.sort((a, b) => b.percent - a.percent || (titleOf(entity, a.record) < titleOf(entity, b.record) ? -1 : 1));
  return accept(near);
}

function questionsOf(entity: Entity, fields: Fields, traits: Traits): readonly ListQueryInput[] {
  const base = { entity: entity.name, limit: mostOfOneTrait } as const;
  const { context = [] } = entity.duplicates ?? {};
  const equal = (name: string): readonly ListQueryInput[] => {
    const value = fields[name];
    return value === undefined || isEmptyValue(value)
      ? []
      : [{ ...base, where: { field: name, op: 'is' as const, value } }];
  };
  const searched = (text: string): ListQueryInput => ({ ...base, search: text.slice(0, mostSearched) });
  // The key is searched, not the value as written: a record may have the number or the website in another notation.
  const byKey = [...traits.emails, ...traits.phones, ...traits.websites].flatMap(([key, name]) =>
    entity.fields[name]?.searched ? [searched(key)] : equal(name),
  );
  const words = traits.name.filter((word) => word.length > 3);
  const longest = words.toSorted((a, b) => b.length - a.length)[0];
  return [
    ...(traits.name.length === 0 ? [] : [searched(traits.name.join(' '))]),
    ...(longest === undefined || words.length < 2 ? [] : [searched(longest)]), // "Hallam" finds P. Hallam
    ...byKey,
    ...context.flatMap(equal),
  ];
}
