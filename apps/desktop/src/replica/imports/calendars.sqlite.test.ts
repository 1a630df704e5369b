import { describe, expect, it } from 'vitest';
import { accepted, importsForTest } from '../testing/imports-for-test.ts';

const calendar = (...lines: readonly string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n'); // prettier-ignore
const event = (...lines: readonly string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const task = (...lines: readonly string[]) => ['BEGIN:VTODO', ...lines, 'END:VTODO'];
const withAda = 'ATTENDEE;CN=Ada Lovelace:mailto:ada@example.com';
const adaCard = 'BEGIN:VCARD\nVERSION:3.0\nFN:Ada Lovelace\nEMAIL:ada@example.com\nEND:VCARD\n';

const diary = calendar(
  ...event('SUMMARY:Kick-off', 'DTSTART;TZID=Europe/Vienna:20261122T100000', 'DTEND;TZID=Europe/Vienna:20261122T113000', 'DESCRIPTION:Agenda', withAda), // prettier-ignore
  ...event('SUMMARY:Weekly', 'DTSTART:20261123T090000Z', 'DURATION:PT30M', 'RRULE:FREQ=WEEKLY;BYDAY=MO', withAda),
  ...event('SUMMARY:On Mars', 'DTSTART;TZID=Mars/Base:20261123T090000', withAda),
  ...task('SUMMARY:Call back', 'DUE:20261124T080000Z', 'PRIORITY:1', 'STATUS:COMPLETED'),
);

describe('imports of iCalendar files', () => {
  it('[E-2] imports events as activities, refuses the row of an unknown zone, and undoes the import as one', async () => {
    const { planOf, run, fieldsOf, device } = await importsForTest();
    await run((await planOf({ name: 'ada.vcf', content: adaCard })).importId);
    const plan = await planOf({ name: 'diary.ics', content: diary });
    expect(plan.files).toMatchObject([{ format: 'ics', sheet: 'Events', sheets: ['Events', 'Tasks'], rows: 3 }]);
    expect(plan.refused).toMatchObject([{ row: 3, column: 'Starts', message: expect.stringContaining('“2026-11-23 09:00:00 Mars/Base” is not a date') as string }]); // prettier-ignore
    expect(plan.counts).toMatchObject({ creates: { 'crm/activity': 2 }, refused: 1 });
    const group = await run(plan.importId);
    const made = await fieldsOf('crm/activity', 'subject');
    expect(made).toMatchObject([
      { subject: 'Kick-off', kind: 'meeting', happensAt: '2026-11-22T09:00:00.000Z', lasts: 5_400, body: 'Agenda' },
      { subject: 'Weekly', happensAt: '2026-11-23T09:00:00.000Z', lasts: 1_800, body: 'Repeats (FREQ=WEEKLY;BYDAY=MO). Only this time was imported.' }, // prettier-ignore
    ]);
    const sort = [{ field: 'name', direction: 'asc' as const }];
    const contacts = await device.tenant.questions.list({ entity: 'crm/contact', life: 'alive', limit: 9, sort });
    expect(made[0]?.['with']).toBe(accepted(contacts).rows[0]?.id);
    accepted(await device.tenant.acts.undoGroup(group));
    expect(await fieldsOf('crm/activity', 'subject')).toEqual([]);
  });

  it('[T-19] imports a repeated event as a series of activities, each once', async () => {
    const { planOf, run, fieldsOf } = await importsForTest();
    await run((await planOf({ name: 'ada.vcf', content: adaCard })).importId);
    const content = calendar(...event('UID:w1', 'SUMMARY:Weekly', 'DTSTART:20261123T090000Z', 'DURATION:PT30M', 'RRULE:FREQ=WEEKLY;COUNT=3', withAda)); // prettier-ignore
    const plan = await planOf({ name: 'series.ics', content });
    expect(plan.counts).toMatchObject({ creates: { 'crm/activity': 3 }, refused: 0 });
    await run(plan.importId);
    const one = { subject: 'Weekly', lasts: 1_800, series: 'w1', repeat: 'FREQ=WEEKLY;UNTIL=20261207' };
    expect(await fieldsOf('crm/activity', 'happensAt')).toMatchObject([
      { ...one, happensAt: '2026-11-23T09:00:00.000Z' },
      { ...one, happensAt: '2026-11-30T09:00:00.000Z' },
      { ...one, happensAt: '2026-12-07T09:00:00.000Z' },
    ]);
  });

  it('[E-2] reads the tasks of the same file where a person chooses them, and names the parts for a wrong choice', async () => {
    const { planOf, run, fieldsOf, refusalOf } = await importsForTest();
    const plan = await planOf({ name: 'diary.ics', content: diary, entity: 'crm/task', sheet: 'Tasks' });
    expect(plan.counts).toMatchObject({ creates: { 'crm/task': 1 }, refused: 0 });
    await run(plan.importId);
    expect(await fieldsOf('crm/task', 'subject')).toEqual([
      { subject: 'Call back', dueAt: '2026-11-24T08:00:00.000Z', done: true, priority: 'high' },
    ]);
    expect(await refusalOf({ name: 'diary.ics', content: diary, sheet: 'Notes' })).toBe(
      'diary.ics: The calendar has no part “Notes”. It has: “Events”, “Tasks”.',
    );
  });

  it('[E-2] reads a time without a zone, and a whole day, in the organisation’s zone', async () => {
    const { planOf, run, fieldsOf, device } = await importsForTest();
    const { timeZone } = device.tenant.session.organisation;
    const content = calendar(
      ...task('SUMMARY:A', 'DUE:20260722T100000'),
      ...task('SUMMARY:B', 'DUE;VALUE=DATE:20260722'),
    );
    await run((await planOf({ name: 'tasks.ics', content, entity: 'crm/task' })).importId);
    const shown = (await fieldsOf('crm/task', 'subject')).map(({ dueAt }) =>
      typeof dueAt === 'string' ? new Date(dueAt).toLocaleString('sv', { timeZone }) : dueAt,
    );
    expect(shown).toEqual(['2026-07-22 10:00:00', '2026-07-22 00:00:00']);
  });

  it('[E-2] refuses a calendar that is cut off, and says that an empty one has nothing', async () => {
    const { refusalOf } = await importsForTest();
    expect(await refusalOf({ name: 'diary.ics', content: diary.slice(0, 300) })).toMatch(/^diary\.ics: The file is cut off: the VEVENT that begins on line \d+ has no end\./u); // prettier-ignore
    expect(await refusalOf({ name: 'diary.ics', content: calendar() })).toContain('diary.ics is empty: there is nothing to import'); // prettier-ignore
  });
});
