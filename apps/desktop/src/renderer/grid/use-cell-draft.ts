import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useCallback, useEffect, useRef } from 'react';
import { z } from 'zod';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useKeepFieldDraft } from '../queries/use-field-drafts.ts';
import { useLocal } from '../queries/use-local.ts';
import { fieldNamed } from '../records/field-spec-of.ts';
import { useOpenRecord } from '../window/use-open-record.ts';

const draftSchema = z.object({ id: z.string(), title: z.string(), field: z.string(), text: z.string() });
type CellDraft = z.infer<typeof draftSchema>;

/**
 * Returns the function that keeps the text of the open cell of a grid on this device, at every keystroke, until the
 * cell is left. If the cell vanishes with the list (another page, a crash), the text moves to the page of its record,
 * and a message says so.
 */
export function useCellDraft(entity: Entity): (row: ShownRecord, field: string, text: string | undefined) => void {
  const [kept, keep] = useLocal(`draft/cell/${entity.name}`);
  const keepOnPage = useKeepFieldDraft();
  const openRecord = useOpenRecord();
  const { show } = useSnackbar();
  const typed = useRef<CellDraft>(undefined);
  const isRead = useRef(false);

  const handOver = useCallback(
    async ({ id, title, field, text }: CellDraft) => {
      await keepOnPage(id, field, text);
      keep((now) => (draftSchema.safeParse(now).data?.id === id ? null : (now ?? null)));
      show({
        text: `“${text}” is not stored yet: ${fieldNamed(entity, field)?.label ?? field} of ${title}`,
        undoLabel: 'Open',
        onUndo: () => openRecord(id),
      });
    },
    [entity, keep, keepOnPage, openRecord, show],
  );
  const latest = useRef(handOver);
  useEffect(() => {
    latest.current = handOver;
  }, [handOver]);
  // A text of an earlier run of the app, which ended before the cell was left.
  useEffect(() => {
    if (kept === undefined || isRead.current) return;
    isRead.current = true;
    const { data } = draftSchema.safeParse(kept);
    if (data && typed.current === undefined) void latest.current(data);
  }, [kept]);
  useEffect(
    () => () => {
      const left = typed.current;
      typed.current = undefined;
      if (left) void latest.current(left);
    },
    [entity],
  );
  return useCallback(
    (row, field, text) => {
      const before = typed.current;
      if (before && (before.id !== row.id || before.field !== field)) void latest.current(before);
      typed.current = text === undefined ? undefined : { id: row.id, title: titleOf(entity, row), field, text };
      keep(typed.current ?? null);
    },
    [entity, keep],
  );
}
