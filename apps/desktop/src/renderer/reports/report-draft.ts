import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { type ReportDefinition, reportDefinitionSchema } from '@outpost/domain/kernel/reports/report-definition';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';
import type { RecordAudience } from '../records/sharing/audience.ts';

/** A report as the person is changing it. It stays on this device until it is saved. */
export type ReportDraft = {
  readonly name: string;
  readonly audience: RecordAudience;
  readonly definition: ReportDefinition;
};

const parts = reportDefinitionSchema.shape;
/** Only the changed parts, so that the other parts follow the changes of other devices. Null: the part was emptied. */
const changesSchema = z.strictObject({
  name: z.string().optional(),
  audience: z.union([z.literal('me'), z.literal('everyone'), z.strictObject({ teamId: z.string() })]).optional(),
  definition: z
    .strictObject({
      entity: parts.entity,
      where: parts.where.nullable(),
      measures: parts.measures,
      groups: parts.groups,
      period: parts.period.nullable(),
      chart: parts.chart,
      options: parts.options.nullable(),
    })
    .partial()
    .optional(),
});
type Changes = z.output<typeof changesSchema>;

/** Returns a value as JSON: parts that are undefined are left out. */
export const asJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue; // what JSON.parse returns is JSON

const sameAs = (left: unknown, right: unknown): boolean => sameJson(asJson(left ?? null), asJson(right ?? null));

/** Returns the parts of a report that differ from another one. */
function changesOf({ name, audience, definition }: ReportDraft, start: ReportDraft): Changes {
  const changed = Object.entries({ ...emptyParts, ...definition }).filter(
    ([part, value]) => !sameAs(value, start.definition[part as keyof ReportDefinition]), // the keys of a definition
  );
  return {
    ...(name === start.name ? {} : { name }),
    ...(sameAs(audience, start.audience) ? {} : { audience }),
    ...(changed.length === 0
      ? {}
      : { definition: Object.fromEntries(changed.map(([part, value]) => [part, value ?? null])) }),
  };
}
const emptyParts = { where: undefined, period: undefined, options: undefined };

/** Returns a definition with changes. */
function definitionWith(before: ReportDefinition, changes: Changes['definition']): ReportDefinition {
  if (changes === undefined) return before;
  const { entity, measures, groups, chart, where, period, options } = changes;
  return {
    ...before,
    entity: entity ?? before.entity,
    measures: measures ?? before.measures,
    groups: groups ?? before.groups,
    chart: chart ?? before.chart,
    ...(where === undefined ? {} : { where: where ?? undefined }),
    ...(period === undefined ? {} : { period: period ?? undefined }),
    ...(options === undefined ? {} : { options: options ?? undefined }),
  };
}

/** The changes of a report that the person has not saved, over the report as it is saved. */
export type DraftOf = {
  /** Undefined while it is being read. */
  readonly draft: ReportDraft | undefined;
  readonly isChanged: boolean;
  /** Changes the draft as it is now, which may be newer than the drawn one. */
  readonly change: (next: (now: ReportDraft) => Partial<ReportDraft>) => void;
  readonly putBack: () => void;
};

const noChanges: Changes = {};

/**
 * Returns the draft of a report, kept on this device at every change. `start`: the report as it is saved. While it is
 * being changed, this window's own copy is drawn: the device returns the stored value some milliseconds after a key.
 */
export function useReportDraft(id: string, start: ReportDraft): DraftOf {
  const [kept, keep] = useLocal(`draft/report/${id}`);
  const [own, setOwn] = useState<Changes>();
  const stored = useMemo(() => changesSchema.safeParse(kept).data ?? noChanges, [kept]);
  const isRead = kept !== undefined || own !== undefined;
  const { name = start.name, audience = start.audience, definition: changed } = own ?? stored;
  // The same object while only the name or the audience changes, so that a letter in the name does not draw the report's parts.
  const definition = useMemo(() => definitionWith(start.definition, changed), [start, changed]);
  const draft = useMemo(() => ({ name, audience, definition }), [name, audience, definition]);
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  }, [draft]);
  const change = useCallback<DraftOf['change']>(
    (next) => {
      const whole = { ...latest.current, ...next(latest.current) };
      const changes = changesOf(whole, start);
      latest.current = whole;
      setOwn((before) =>
        before && sameAs(before.definition, changes.definition)
          ? { ...changes, definition: before.definition }
          : changes,
      );
      keep(Object.keys(changes).length === 0 ? null : asJson(changes));
    },
    [keep, start],
  );
  const putBack = useCallback(() => {
    setOwn(noChanges);
    keep(null);
  }, [keep]);
  const isChanged = Object.keys(changesOf(draft, start)).length > 0;
  return { draft: isRead ? draft : undefined, isChanged, change, putBack };
}
