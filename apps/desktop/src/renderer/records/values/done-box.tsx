import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Checkbox } from '@mantine/core';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { textIn } from './shown-value.ts';
import { useOpenBelow } from './use-open-below.ts';

type Props = { readonly entity: Entity; readonly record: ShownRecord };

/**
 * The box that marks a record as done, or as open again. It names records below it that are still open. It draws nothing for
 * a kind whose schedule has no flag for that.
 */
export function DoneBox({ entity, record }: Props) {
  const { perform } = useActs();
  const openBelow = useOpenBelow();
  const field = entity.schedule?.done;
  if (field === undefined) return null;
  const title = textIn(record.fields[entity.title]);
  const isDone = record.fields[field] === true;
  const change = async () => {
    const label = cutLabel(`${isDone ? 'Opened again' : 'Finished'} ${title}`);
    const fields = { [field]: !isDone };
    const below = await openBelow(entity, record.id, fields);
    const said = below === undefined ? {} : { said: `${label}. ${below}` };
    await perform({ label, edits: [{ entity: record.entity, id: record.id, fields }] }, said);
  };
  return (
    <Checkbox radius="xl" size="xs" checked={isDone} aria-label={`Done: ${title}`} onChange={() => void change()} />
  );
}
