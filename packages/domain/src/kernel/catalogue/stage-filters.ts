import type { ChoiceOption } from '../entities/fields.ts';
import type { KindViews } from './views.ts';

type Stages = {
  readonly entity: string;
  readonly field: string;
  readonly before: readonly ChoiceOption[];
  readonly now: readonly ChoiceOption[];
};

const openOf = (options: readonly ChoiceOption[]): readonly string[] =>
  options.filter(({ outcome }) => outcome === 'open').map(({ value }) => value);

/**
 * Returns the views with the tenant's open stages in the filters for open records that packs declare (`openFilter`), in lists,
 * arrivals, reports and figures. Retired stages stay in them: records may still be there. Returns the same views where no stage
 * was added.
 */
export function filtersWith(
  views: ReadonlyMap<string, KindViews>,
  { entity, field, before, now }: Stages,
): ReadonlyMap<string, KindViews> {
  const [built, open] = [openOf(before), openOf(now)];
  if (open.length === built.length) return views;
  const isOpenFilter = (part: object): boolean =>
    'field' in part &&
    part.field === field &&
    'op' in part &&
    part.op === 'one-of' &&
    'value' in part &&
    Array.isArray(part.value) &&
    part.value.length === built.length &&
    built.every((value) => (part.value as readonly unknown[]).includes(value));
  /** Views are plain data: a part keeps its type when only the values of a filter in it change. */
  const mapped = <T>(part: T): T => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map((one: unknown) => mapped(one)) as T;
    if (isOpenFilter(part)) return { ...part, value: open };
    return Object.fromEntries(Object.entries(part).map(([name, one]: [string, unknown]) => [name, mapped(one)])) as T;
  };
  return new Map(
    [...views].map(([name, kind]): [string, KindViews] => {
      const page = kind.page && {
        ...kind.page,
        figures: kind.page.figures.map((figure) => ('of' in figure && figure.of === entity ? mapped(figure) : figure)),
      };
      const own = name === entity ? mapped({ lists: kind.lists, arrivals: kind.arrivals, reports: kind.reports }) : {};
      const stated = Object.fromEntries(Object.entries(own).filter(([, part]) => part !== undefined));
      return [name, { ...kind, ...stated, ...(page ? { page } : {}) }];
    }),
  );
}
