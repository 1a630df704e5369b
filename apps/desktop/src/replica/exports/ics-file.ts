import { calendarEnd, calendarLines, calendarStart } from '@outpost/domain/kernel/calendar/calendar-file';
import { calendarEntry } from '@outpost/domain/kernel/catalogue/calendar-entry';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { accept, refuse, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import type { ShownRecord } from '../../bridge/contract.ts';
import { deepLink } from '../../bridge/shell/deep-link.ts';
import type { FilePart, RowWindows } from './file-writer.ts';

/** A list to write as a calendar: its kind, the organisation's id, and the time zone and the time of the export. */
export type CalendarToWrite = {
  readonly entity: Entity;
  readonly organisation: string;
  readonly timeZone: string;
  readonly nowMs: number;
};

/** Returns why a calendar cannot hold records of a kind, or `undefined` where it can. */
export const notScheduled = ({ schedule, label }: Entity): Refusal | undefined =>
  schedule === undefined
    ? refuse('request/invalid', `${label.many} have no time. Export them as a CSV or an Excel file.`, {
        path: 'format',
      })
    : undefined;

/** Writes a list as a calendar file (RFC 5545). Records without a time are left out, and not counted. */
export async function* icsFile(
  { entity, organisation, timeZone, nowMs }: CalendarToWrite,
  windows: RowWindows<ShownRecord>,
): AsyncGenerator<Result<FilePart>, void, void> {
  let text = calendarStart(entity.label.many, { timeZone, now: new Date(nowMs).toISOString() });
  let done = 0;
  for await (const window of windows) {
    if (!window.ok) {
      yield window;
      return;
    }
    for (const record of window.value.rows) {
      const entry = calendarEntry(entity, record);
      if (!entry) continue;
      const link = deepLink({ organisation, target: { kind: 'record', id: record.id } });
      text += calendarLines({ ...entry, link }, { timeZone, as: 'tasks' });
      done += 1;
    }
    yield accept({ bytes: Buffer.from(text), done });
    text = '';
  }
  yield accept({ bytes: Buffer.from(calendarEnd), done });
}
