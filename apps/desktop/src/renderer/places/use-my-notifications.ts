import type { JsonValue } from '@outpost/domain/kernel/json';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { useBridge } from '../window/app-ports.tsx';
import { editsOfMine, myNotificationsKind, myRecordsQuestion } from './my-notifications.ts';

/**
 * A change of a person's read marks or preferences. `said`: the message about the change, with an undo button. Without `said`
 * there is no message, and Ctrl+Z undoes the change before this one.
 */
export type MyChange = {
  readonly label: string;
  readonly fields: (records: readonly ShownRecord[]) => Readonly<Record<string, JsonValue>>;
  readonly said?: string;
};

const noRecords: readonly ShownRecord[] = [];

/**
 * Returns the records with the person's read marks and preferences, undefined until they are loaded, and the function that
 * changes them. Changes are made one after the other, each from the present records, so that of two quick marks neither
 * overwrites the other.
 */
export function useMyNotifications(): {
  readonly records: readonly ShownRecord[] | undefined;
  readonly change: (change: MyChange) => Promise<void>;
} {
  const bridge = useBridge();
  const client = useQueryClient();
  const { perform } = useActs();
  const { data, isError } = useRecordList(myRecordsQuestion);
  const last = useRef<Promise<void>>(Promise.resolve());
  const change = useCallback(
    ({ label, fields, said }: MyChange) => {
      const make = async () => {
        const { rows } = await ask(bridge, 'records.list', myRecordsQuestion);
        const edits = editsOfMine(rows, fields(rows));
        if (edits.length === 0) return;
        if (said === undefined) await perform({ label, edits, isStep: false }, { isQuiet: true });
        else await perform({ label, edits }, { said });
        await client.invalidateQueries({ queryKey: ['records.list', myNotificationsKind] });
      };
      last.current = last.current.then(make, make);
      return last.current;
    },
    [bridge, client, perform],
  );
  const records = isError ? noRecords : data?.rows;
  return useMemo(() => ({ records, change }), [records, change]);
}
