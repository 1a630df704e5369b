import type { TenantSession } from '../session/tenant-session.ts';

/** Returns the text that explains an archive of everything to people. */
export const readme = ({ person, organisation }: Pick<TenantSession, 'person' | 'organisation'>, at: string): string =>
  `Everything that ${person.name} sees in ${organisation.name}
Written by Outpost at ${at} (UTC).

records/   one CSV file and one JSON lines file for each kind of record
deleted/   the same for deleted records, and for records that were merged into others
files/     the files and pictures of these records, by kind; the end of each name is the id of its record
files/manifest.csv   the record, size and SHA-256 of each file, and why it is missing if its bytes are not here
manifest.json   organisation, person, time, versions, and the number of records in each file

CSV files are for spreadsheets (UTF-8, with commas). They have all fields. Linked records are named, with their ids in the next
column; amounts have their currency in the next column. Dates are written 2026-11-22, times in UTC. A text that a spreadsheet
would run as a formula begins with an apostrophe. Outpost imports these files again.

JSON lines files (.jsonl) are for programs: each line is one record, as the calls of Outpost return it. Amounts are in minor
units (cents). "waiting" is the number of changes that were not sent yet; the values include them. Each file has the name of
its kind of record.

Bytes of files that were not on this computer were requested from the server. Where the server was not reached or has not got
them, the list says so; export again later, or open the file in Outpost.

The archive has the records that this computer held at that time and that this person may see. The records were read one
after the other while work went on. History, reports and settings of this computer are not in it.
`.replace(/\n/g, '\r\n');
