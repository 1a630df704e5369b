import { type CreateEdit, type Edit, isCreate } from '../../kernel/acts/act.ts';
import { seriesTimes } from '../../kernel/calendar/next-repeat.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import type { Entity, SeriesSchedule } from '../../kernel/entities/entity.ts';
import { isWritable } from '../../kernel/entities/fields.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';

type Ground = {
  readonly catalogue: Pick<Catalogue, 'entities'>;
  /** The record as the author sees it. */
  readonly recordOf: (id: string) => StoredRecord | undefined;
  /** The organisation's time zone: all records of a series keep the time of day that a clock there shows. */
  readonly timeZone: string;
  readonly newId: () => string;
};
type Fields = CreateEdit['create']['fields'];

/** Returns the schedule of a kind whose repeated records are all made in one act (ADR 45). */
export const seriesOf = ({ schedule }: Pick<Entity, 'schedule'>): SeriesSchedule | undefined =>
  schedule?.repeat === undefined || schedule.series === undefined
    ? undefined
    : { ...schedule, repeat: schedule.repeat, series: schedule.series };

/**
 * Returns an author's edits with all records of the series that they begin. A record of such a kind that gets a rule
 * and belongs to no series begins one. The others are made at the later times of the rule. They are part of the same
 * act, so one undo removes all of them. An act that is made again has the series already, and adds none.
 */
export function withSeries(edits: readonly Edit[], ground: Ground): readonly Edit[] {
  let isChanged = false;
  const all = edits.flatMap((edit): readonly Edit[] => {
    const entity = ground.catalogue.entities.get(edit.entity);
    const schedule = entity && seriesOf(entity);
    if (!entity || !schedule) return [edit];
    const before = isCreate(edit) ? undefined : ground.recordOf(edit.id);
    if (!isCreate(edit) && (!before || edit.fields[schedule.repeat]?.[1] == null)) return [edit];
    const values = isCreate(edit) ? edit.create.fields : valuesAfter(before?.fields ?? {}, edit.fields);
    const [at, rule] = [values[schedule.at], values[schedule.repeat]];
    if (typeof at !== 'string' || typeof rule !== 'string' || (values[schedule.series] ?? null) !== null) return [edit];
    const found = seriesTimes({ at, rule }, ground.timeZone);
    if (!found) return [edit]; // a rule of the kind names the problem
    isChanged = true;
    const series = isCreate(edit) ? edit.id : ground.newId();
    const of = { [schedule.repeat]: found.rule, [schedule.series]: series };
    const held = isCreate(edit) ? edit.create : before;
    const { ownerId = null, teamId = null, sharedWith = [] } = held ?? {};
    const fields = { ...copied(entity, values), ...of };
    const [, ...later] = found.times;
    return [
      isCreate(edit)
        ? { ...edit, create: { ...edit.create, fields: { ...edit.create.fields, ...of } } }
        : { ...edit, fields: { ...edit.fields, ...changes(before, of) } },
      ...later.map((time) => ({
        id: ground.newId(),
        entity: entity.name,
        create: { fields: { ...fields, [schedule.at]: time }, ownerId, teamId, sharedWith: [...sharedWith], schema: entity.schema }, // prettier-ignore
      })),
    ];
  });
  return isChanged ? all : edits;
}

const valuesAfter = (
  before: StoredRecord['fields'],
  fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>,
): StoredRecord['fields'] => ({
  ...before,
  ...Object.fromEntries(Object.entries(fields).map(([name, [, to]]) => [name, to])),
});

const changes = (before: StoredRecord | undefined, of: Fields): Readonly<Record<string, [JsonValue, JsonValue]>> =>
  Object.fromEntries(Object.entries(of).map(([name, to]) => [name, [before?.fields[name] ?? null, to]]));

/** Returns the values that all records of a series share. Empty values, values of the server and unique values are left out. */
function copied({ fields, unique }: Entity, values: StoredRecord['fields']): Fields {
  const alone = new Set(unique.flat());
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      const field = fields[name];
      return field !== undefined && isWritable(field) && !alone.has(name) && value !== null;
    }),
  );
}
