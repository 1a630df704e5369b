import type { Formats } from '@outpost/ui/formats/formats';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { quietDays } from '@outpost/domain/kernel/catalogue/views';
import type { CardLine } from '../../../slots/pack-screens.ts';
import { shortWhen } from '../../../records/values/short-when.ts';
import { textIn } from '../../../records/values/shown-value.ts';

const dayMs = 86_400_000;

/**
 * Returns the line under a deal's card. It names the next step. Without a next step it gives the time without activity, or says
 * that there is none.
 */
export function stateLine({
  record,
  task,
  activity,
  now,
  formats,
}: {
  readonly record: ShownRecord;
  readonly task: ShownRecord | undefined;
  readonly activity: ShownRecord | undefined;
  readonly now: number;
  readonly formats: Formats;
}): CardLine {
  if (task) {
    const due = task.fields['dueAt'];
    const subject = textIn(task.fields['subject']) || 'Task';
    if (typeof due !== 'string') return { icon: 'check-circle', text: subject };
    if (Date.parse(due) < now)
      return { icon: 'clock', text: `${subject}, was due ${shortWhen(due, now, formats)}`, tone: 'warn' };
    return { icon: 'check-circle', text: `${subject}, ${shortWhen(due, now, formats)}` };
  }
  const happened = activity?.fields['happensAt'];
  const last = Math.max(Date.parse(record.updatedAt), typeof happened === 'string' ? Date.parse(happened) : 0);
  const quiet = Math.floor((now - last) / dayMs);
  if (quiet >= quietDays) return { icon: 'hourglass', text: `Quiet for ${formats.count(quiet)} days`, tone: 'warn' };
  return { icon: 'plus', text: 'No next step', tone: 'faint' };
}
