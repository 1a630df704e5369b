import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { foldText } from '@outpost/domain/kernel/text/fold-text';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { manyOf, oneOf } from './entity-shape.ts';
import { textIn } from './values/shown-value.ts';

/** The record of each title, or the reason why there is none. */
export type FoundTitles = ReadonlyMap<
  string,
  { readonly entity: string; readonly id: string } | { readonly problem: string }
>;

/** Chosen: a quarter of the values that one filter takes. */
const titlesAtOnce = 500;
const rowsAtOnce = 1_000;

type Found = { readonly entity: string; readonly id: string };
type Ports = {
  /** Asks for a list; throws its refusal. */
  readonly list: (query: CallInput<'records.list'>) => Promise<CallOutput<'records.list'>>;
  readonly catalogue: Catalogue;
  /** the kinds whose records this device does not keep. */
  readonly notWhole: readonly string[];
};

/**
 * Finds the living records that the person sees with exactly these titles, apart from case, accents and white space: one question
 * for each kind and 500 titles. A title without a record, or with several, gets the reason. Throws the refusal of a question.
 */
export async function findByTitle(
  { list, catalogue, notWhole }: Ports,
  entities: readonly string[],
  titles: readonly string[],
): Promise<FoundTitles> {
  const kinds = entities
    .flatMap((name) => catalogue.entities.get(name) ?? [])
    .filter(({ isRetired, fields, title }) => isRetired !== true && fields[title]?.type === 'text');
  const byKey = new Map<string, Found[]>();
  for (const kind of kinds) {
    for (let at = 0; at < titles.length; at += titlesAtOnce)
      await gather(list, kind, { titles: titles.slice(at, at + titlesAtOnce), into: byKey });
  }
  const [kind] = kinds;
  const one = kinds.length === 1 && kind ? oneOf(kind) : 'record';
  const many = kinds.length === 1 && kind ? manyOf(kind) : 'records';
  const isPartly = entities.some((name) => notWhole.includes(name));
  return new Map(
    titles.map((title) => {
      const [first, ...others] = byKey.get(foldText(title)) ?? [];
      if (first === undefined)
        return [
          title,
          {
            problem: isPartly
              ? `No ${one} on this device is called “${title}”, and it does not keep all of them.`
              : `No ${one} that you see is called “${title}”.`,
          },
        ] as const;
      return [
        title,
        others.length === 0 ? first : { problem: `${others.length + 1} ${many} are called “${title}”.` },
      ] as const;
    }),
  );
}

/** Adds the records of a kind with these titles, by their folded title. */
async function gather(
  list: Ports['list'],
  kind: Entity,
  { titles, into }: { readonly titles: readonly string[]; readonly into: Map<string, Found[]> },
): Promise<void> {
  const where = { field: kind.title, op: 'one-of' as const, value: [...titles] };
  let after: string | null = null;
  do {
    const page: CallOutput<'records.list'> = await list({
      entity: kind.name,
      where,
      limit: rowsAtOnce,
      ...(after === null ? {} : { after }),
    });
    for (const { id, fields } of page.rows) {
      const key = foldText(textIn(fields[kind.title]));
      into.set(key, [...(into.get(key) ?? []), { entity: kind.name, id }]);
    }
    after = page.next;
  } while (after !== null);
}
