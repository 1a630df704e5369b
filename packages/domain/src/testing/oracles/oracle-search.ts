import { searchTokensOf } from '../../kernel/catalogue/record-rules.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { keyOf, searchTokensOfField } from '../../kernel/entities/field-types.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { SearchHit } from '../../kernel/query/search/compile-search.ts';
import { foldText } from '../../kernel/text/fold-text.ts';
import { type OracleWorld, compareText, isFound } from './oracle-query.ts';

/** Returns the number of typing errors between two words: letters left out, added, replaced, or neighbours swapped. */
export function typingErrors(a: readonly string[], b: readonly string[]): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, place) => [place]);
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let column = 1; column <= b.length; column += 1) rows[0]?.push(column);
  for (let row = 1; row <= a.length; row += 1)
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  return at(a.length, b.length);
}

/**
 * Whether a word of a title differs by one typing error from a typed one, or begins with such a word. Four letters are
 * only completed to a word of five.
 */
function isNear(typed: string, word: string): boolean {
  const [asked, letters] = [Array.from(typed), Array.from(word)];
  if (!/^\p{L}{4,20}$/u.test(typed)) return false;
  if (asked.length === 4) return letters.length === 5 && typingErrors(asked, letters) === 1;
  return letters.some((_, last) => typingErrors(asked, letters.slice(0, last + 1)) === 1);
}

const wordsIn = (text: string): readonly string[] =>
  foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Returns the hits of a search over all living records, in their order, by the rules of Q-4. */
export function oracleSearch(
  world: OracleWorld,
  text: string,
  { near }: { readonly near: boolean },
): readonly Pick<SearchHit, 'entity' | 'id' | 'how'>[] {
  if (text.trim() === '') return [];
  const words = wordsIn(text);
  const titleWords = (entity: Entity, { fields }: StoredRecord): readonly string[] => {
    const field = entity.fields[entity.title];
    return field ? searchTokensOfField(field, fields[entity.title]) : [];
  };
  const hits = [...world.ground.catalogue.entities.values()].flatMap((entity) =>
    (world.records.get(entity.name) ?? []).flatMap((record) => {
      if (record.life !== 'alive') return [];
      const title = titleWords(entity, record);
      const begins = (word: string): boolean => title.some((one) => one.startsWith(word.slice(0, 59)));
      const how = ((): SearchHit['how'] | undefined => {
        if (isFound(world, record, text)) return words.every(begins) ? 'title' : 'fields';
        const tokens = searchTokensOf(entity, record.fields);
        const isTyped = (word: string): boolean => tokens.some((one) => one.startsWith(word.slice(0, 60)));
        const isMeant = words.every((word) => isTyped(word) || title.some((one) => isNear(word, one)));
        return near && words.length > 0 && isMeant ? 'near' : undefined;
      })();
      return how === undefined ? [] : [{ entity, record, how }];
    }),
  );
  const rank = ({ entity, how }: (typeof hits)[number]): readonly number[] => [
    how === 'near' ? 1 : 0,
    entity.parent === undefined ? 0 : 1,
    how === 'fields' ? 1 : 0,
  ];
  const keyIn = ({ entity, record }: (typeof hits)[number]): string | null => {
    const field = entity.fields[entity.title];
    const key = field ? keyOf(field, record.fields[entity.title]) : null;
    return key === null ? null : String(key);
  };
  const compareKeys = (a: string | null, b: string | null): number =>
    a === null || b === null ? Number(a === null) - Number(b === null) : compareText(a, b);
  const isOthers = ({ record }: (typeof hits)[number]): number =>
    record.ownerId === world.ground.asking.userId ? 0 : 1;
  return hits
    .toSorted((a, b) => {
      const [ranksOfB, ranksOfA] = [rank(b), rank(a)];
      const byRank = ranksOfA.map((one, place) => one - (ranksOfB[place] ?? 0)).find((difference) => difference !== 0);
      return (
        (byRank ?? 0) ||
        compareKeys(keyIn(a), keyIn(b)) ||
        isOthers(a) - isOthers(b) ||
        compareText(b.record.updatedAt, a.record.updatedAt) ||
        compareText(a.entity.name, b.entity.name) ||
        compareText(a.record.id, b.record.id)
      );
    })
    .map(({ entity, record, how }) => ({ entity: entity.name, id: record.id, how }));
}
