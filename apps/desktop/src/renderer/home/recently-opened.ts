import type { JsonValue } from '@outpost/domain/kernel/json';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { useAppPorts } from '../app/app-ports.tsx';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useLocal } from '../queries/use-local.ts';

const openedSchema = z.array(z.object({ id: z.string(), entity: z.string(), title: z.string(), at: z.string() }));
/** A record that was looked at on this device, and when. */
export type Opened = z.infer<typeof openedSchema>[number];

const localKey = 'recently-opened';
const kept = 12;

/** The records looked at last, newest first. */
export function useRecentlyOpened(): readonly Opened[] {
  const [value] = useLocal(localKey);
  return useMemo(() => openedSchema.catch([]).parse(value ?? []), [value]);
}

/** The list with one more, each record once, not longer than is of use. */
export const withOpened = (list: readonly Opened[], opened: Opened): readonly Opened[] =>
  [opened, ...list.filter(({ id }) => id !== opened.id)].slice(0, kept);

/** Notes that a record is being looked at. */
export function useNoteOpened(): (record: Omit<Opened, 'at'>) => void {
  const { bridge, now } = useAppPorts();
  const client = useQueryClient();
  return useCallback(
    (record) => {
      void bridge.call('local.get', { key: localKey }).then((answer) => {
        const before = openedSchema.catch([]).parse(answer.ok ? (answer.value.value ?? []) : []);
        const value: JsonValue = [...withOpened(before, { ...record, at: new Date(now()).toISOString() })];
        client.setQueryData(queryKeyOf('local.get', '', { key: localKey }), { value });
        return bridge.call('local.set', { key: localKey, value });
      });
    },
    [bridge, client, now],
  );
}
