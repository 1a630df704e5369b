import type { JsonValue } from '@outpost/domain/kernel/json';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { useAppPorts } from '../window/app-ports.tsx';
import { useRecords } from '../queries/record-queries.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useLocal } from '../queries/use-local.ts';
import { usePastCatalogue } from '../records/use-entity.ts';

/** Without the records' names, because names change and must leave the device together with the records (A-4). */
const openedSchema = z.array(z.object({ id: z.string(), at: z.string() }));
type Opened = z.infer<typeof openedSchema>[number];
/** A record that was opened on this device and is still on it, with the time. */
export type OpenedRecord = Opened & { readonly entity: string; readonly title: string };

const localKey = 'recently-opened';
const kept = 12;
const shown = 6;

/** Returns the last opened records, newest first. */
export function useRecentlyOpened(): readonly OpenedRecord[] {
  const [value] = useLocal(localKey);
  const { entities } = usePastCatalogue();
  const opened = useMemo(() => openedSchema.catch([]).parse(value ?? []), [value]);
  const records = useRecords(useMemo(() => opened.slice(0, shown).map(({ id }) => id), [opened]));
  return useMemo(
    () =>
      records.flatMap((record) => {
        const [entity, noted] = [entities.get(record.entity), opened.find(({ id }) => id === record.id)];
        return entity && noted ? [{ ...noted, entity: record.entity, title: titleOf(entity, record) }] : [];
      }),
    [records, entities, opened],
  );
}

/** Returns the list with one record added: each record once, and a limited length. */
const withOpened = (list: readonly Opened[], opened: Opened): readonly Opened[] =>
  [opened, ...list.filter(({ id }) => id !== opened.id)].slice(0, kept);

/** Returns a function that notes the opening of a record. */
export function useNoteOpened(): (id: string) => void {
  const { bridge, now } = useAppPorts();
  const client = useQueryClient();
  return useCallback(
    (id) => {
      void bridge.call('local.get', { key: localKey }).then((answer) => {
        const before = openedSchema.catch([]).parse(answer.ok ? (answer.value.value ?? []) : []);
        const value: JsonValue = [...withOpened(before, { id, at: new Date(now()).toISOString() })];
        client.setQueryData(queryKeyOf('local.get', '', { key: localKey }), { value });
        return bridge.call('local.set', { key: localKey, value });
      });
    },
    [bridge, client, now],
  );
}
