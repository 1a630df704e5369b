import type { HomeLeft } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { countOfSummary, useSummaries } from '../../queries/record-queries.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { useCatalogue } from '../../records/use-entity.ts';

/** Returns the questions about some records: by their options, or all of them and the late ones. */
function questionsOf({ on, where, kinds }: HomeLeft, entity: Entity): readonly CallInput<'records.summary'>[] {
  // prettier-ignore
  if (kinds) return [{ entity: on, where, groupBy: kinds.by, sums: [] }];
  const isLate = { field: entity.dueBy ?? entity.title, op: 'within', value: 'past' } as const;
  return [
    { entity: on, where, sums: [] },
    { entity: on, where: { and: [where, isLate] }, sums: [] },
  ];
}

type Answer = CallOutput<'records.summary'> | undefined;

/** Returns some records in words, and how many of them are late. `answers`: those to `questionsOf`, in order. */
function wordsOf(
  { kinds }: HomeLeft,
  entity: Entity,
  { answers: [all, late], formats }: { readonly answers: readonly Answer[]; readonly formats: Formats },
) {
  // prettier-ignore
  if (!kinds) {
    const words = [formats.plural(countOfSummary(all) ?? 0, oneOf(entity), manyOf(entity))];
    return { words, late: countOfSummary(late) ?? 0 };
  }
  const words = Object.entries(kinds.words).flatMap(([option, { one, many }]) => {
    const count = all?.groups.find(({ value }) => value === option)?.count ?? 0;
    return count === 0 ? [] : [formats.plural(count, one, many)];
  });
  return { words, late: 0 };
}

/** The numbers of records that are left today, next to the day's name: "2 calls, 6 tasks left, 1 late". */
export function HomeRecordsLeft({ of }: { readonly of: readonly HomeLeft[] }) {
  const formats = useFormats();
  const { entities } = useCatalogue();
  const asked = of.flatMap((one) => {
    const entity = entities.get(one.on);
    return entity ? [{ one, entity, questions: questionsOf(one, entity) }] : [];
  });
  const answers = useSummaries(asked.flatMap(({ questions }) => questions));
  if (answers.includes(undefined)) return null;
  const parts = asked.map(({ one, entity, questions }, place) => {
    const first = asked.slice(0, place).reduce((sum, before) => sum + before.questions.length, 0);
    return wordsOf(one, entity, { answers: answers.slice(first, first + questions.length), formats });
  });
  const words = parts.flatMap((part) => part.words);
  const late = parts.reduce((sum, part) => sum + part.late, 0);
  if (words.length === 0) return null;
  return <>{`${words.join(', ')} left${late > 0 ? `, ${formats.count(late)} late` : ''}`}</>;
}
