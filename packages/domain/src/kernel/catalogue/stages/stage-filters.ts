import type { Entity } from '../../entities/entity.ts';
import type { ChoiceOption, Field } from '../../entities/fields.ts';
import type { KindViews } from '../views.ts';

type Stages = {
  readonly entity: string;
  readonly field: string;
  readonly before: readonly ChoiceOption[];
  readonly now: readonly ChoiceOption[];
};

const openOf = (options: readonly ChoiceOption[]): readonly string[] =>
  options.filter(({ outcome }) => outcome === 'open').map(({ value }) => value);

/**
 * Returns a function that puts the tenant's open stages into the filters for open records in plain data (`openFilter`). Retired
 * stages stay in them: records may still be there. Nothing where no stage was added.
 */
function openStagesIn({ field, before, now }: Stages): (<T>(part: T) => T) | undefined {
  const [built, open] = [openOf(before), openOf(now)];
  if (open.length === built.length) return undefined;
  const isOpenFilter = (part: object): boolean =>
    'field' in part &&
    part.field === field &&
    'op' in part &&
    part.op === 'one-of' &&
    'value' in part &&
    Array.isArray(part.value) &&
    part.value.length === built.length &&
    built.every((value) => (part.value as readonly unknown[]).includes(value));
  /** A part keeps its type when only the values of a filter in it change. */
  const mapped = <T>(part: T): T => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map((one: unknown) => mapped(one)) as T;
    if (isOpenFilter(part)) return { ...part, value: open };
    return Object.fromEntries(Object.entries(part).map(([name, one]: [string, unknown]) => [name, mapped(one)])) as T;
  };
  return mapped;
}

/**
 * Returns the views with the tenant's open stages in the filters for open records that packs declare (`openFilter`), in lists,
 * arrivals, reports and figures. Returns the same views where no stage was added.
 */
export function filtersWith(views: ReadonlyMap<string, KindViews>, stages: Stages): ReadonlyMap<string, KindViews> {
  const mapped = openStagesIn(stages);
  if (!mapped) return views;
  const { entity } = stages;
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

/** Returns the kinds of record with the tenant's open stages in the filters of roll-ups over records with stages (PLT-8). */
export function rollUpsWith(entities: ReadonlyMap<string, Entity>, stages: Stages): ReadonlyMap<string, Entity> {
  const mapped = openStagesIn(stages);
  if (!mapped) return entities;
  const isOver = ({ rollUp }: Field) => rollUp?.of === stages.entity && rollUp.where !== undefined;
  return new Map(
    [...entities].map(([name, entity]): [string, Entity] => {
      const { fields } = entity;
      if (!Object.values(fields).some(isOver)) return [name, entity];
      const withOpen = Object.entries(fields).map(([one, field]): [string, Field] =>
        isOver(field) && field.rollUp ? [one, { ...field, rollUp: mapped(field.rollUp) }] : [one, field],
      );
      return [name, { ...entity, fields: Object.fromEntries(withOpen) }];
    }),
  );
}
