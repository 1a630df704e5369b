import type { JsonValue } from '@outpost/domain/kernel/json';
import { sameJson } from '@outpost/domain/kernel/json';
import { type ReportDefinition, reportDefinitionSchema } from '@outpost/domain/kernel/reports/report-definition';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';
import type { Audience } from '../records/audience.ts';

/** A report as the person is changing it. It stays on this device until it is saved. */
export type ReportDraft = {
  readonly name: string;
  readonly audience: Audience;
  readonly definition: ReportDefinition;
};

const draftSchema = z.strictObject({
  name: z.string(),
  audience: z.union([z.literal('me'), z.literal('everyone'), z.strictObject({ teamId: z.string() })]),
  definition: reportDefinitionSchema,
});

/** Returns a value as JSON: parts that are undefined are left out. */
export const asJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue; // what JSON.parse returns is JSON

/** The changes of a report that the person has not saved, over the report as it is saved. */
export type DraftOf = {
  /** Undefined while it is being read. */
  readonly draft: ReportDraft | undefined;
  readonly isChanged: boolean;
  readonly change: (next: Partial<ReportDraft>) => void;
  readonly putBack: () => void;
};

/** Returns the draft of a report, kept on this device at every change. `start`: the report as it is saved. */
export function useReportDraft(id: string, start: ReportDraft): DraftOf {
  const [kept, keep] = useLocal(`draft/report/${id}`);
  const stored = useMemo(() => draftSchema.safeParse(kept).data, [kept]);
  const draft = kept === undefined ? undefined : (stored ?? start);
  const change = useCallback(
    (next: Partial<ReportDraft>) =>
      keep((now) => {
        const whole = { ...(draftSchema.safeParse(now).data ?? start), ...next };
        return asJson(whole);
      }),
    [keep, start],
  );
  const putBack = useCallback(() => keep(null), [keep]);
  return { draft, isChanged: stored !== undefined && !sameJson(asJson(stored), asJson(start)), change, putBack };
}
