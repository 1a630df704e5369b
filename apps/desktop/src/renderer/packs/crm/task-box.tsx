import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { Checkbox } from '@mantine/core';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { textIn } from '../../records/shown-value.ts';

/** The box that marks a task as done, or as open again. */
export function TaskBox({ task }: { readonly task: ShownRecord }) {
  const { perform } = useActs();
  const subject = textIn(task.fields['subject']);
  const isDone = task.fields['done'] === true;
  return (
    <Checkbox
      radius="xl"
      size="xs"
      checked={isDone}
      aria-label={`Done: ${subject}`}
      onChange={() =>
        void perform({
          label: cutLabel(`${isDone ? 'Opened again' : 'Finished'} ${subject}`),
          edits: [{ entity: task.entity, id: task.id, fields: { done: !isDone } }],
        })
      }
    />
  );
}
