import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import { csvLine, guardForSpreadsheet } from '@outpost/domain/kernel/import/files/guard-for-spreadsheet';

type Column = readonly [name: string, value: (entry: AuditEntry) => string | number | null];

const json = (values: object): string => (Object.keys(values).length === 0 ? '' : JSON.stringify(values));

/** The columns of the file, in their order. */
const columnsWith = (names: ReadonlyMap<string, string>): readonly Column[] => [
  ['number', ({ n }) => n],
  ['at', ({ at }) => at],
  ['class', (entry) => entry.class],
  ['action', ({ action }) => action],
  ['label', ({ label }) => label],
  ['outcome', ({ outcome }) => outcome],
  ['times', ({ times }) => times],
  ['person', ({ by }) => by],
  ['name', ({ by, about }) => names.get(by ?? about ?? '') ?? null],
  ['about', ({ about }) => about],
  ['account', ({ account }) => account],
  ['address', ({ address }) => address],
  ['session', ({ session }) => session],
  ['device', ({ device }) => device],
  ['request', ({ request }) => request],
  ['act', ({ act }) => act],
  ['kind', ({ entity }) => entity],
  ['record', ({ record }) => record],
  ['changed', ({ changed }) => json(changed)],
  ['details', ({ details }) => json(details)],
  ['hash', ({ hash }) => hash],
];

/** Returns entries as CSV (RFC 4180) with a line of names. No cell runs as a formula. `names`: of people, by id. */
export function entriesCsv(entries: readonly AuditEntry[], names: ReadonlyMap<string, string>): string {
  const columns = columnsWith(names);
  const lines = entries.map((entry) => columns.map(([, value]) => guardForSpreadsheet(String(value(entry) ?? ''))));
  return [columns.map(([name]) => name), ...lines].map((cells) => `${csvLine(cells)}\r\n`).join('');
}
