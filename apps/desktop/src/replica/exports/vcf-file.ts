import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { tallyOf } from '@outpost/domain/kernel/import/columns/column-tally';
import { mapColumns } from '@outpost/domain/kernel/import/columns/map-columns';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { accept, refuse, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import ICAL from 'ical.js';
import type { RefNames, ShownRecord } from '../../bridge/contract.ts';
import { cardColumns } from '../content-lines/card-rows.ts';
import type { FilePart, RowWindows } from './file-writer.ts';

type CardColumn = (typeof cardColumns)[number];

/** Returns why cards cannot hold records of a kind, or `undefined` where they can: people and companies have a way to reach them. */
export const notReachable = ({ reach, label }: Entity): Refusal | undefined =>
  reach === undefined
    ? refuse('request/invalid', `${label.many} have no e-mail address and no telephone number. Export them as a CSV or an Excel file.`, { path: 'format' }) // prettier-ignore
    : undefined;

/**
 * Returns the fields of a kind by the columns into which our import puts the parts of a card. So the import reads the written
 * cards back.
 */
function fieldsByColumn(entity: Entity): ReadonlyMap<CardColumn, string> {
  const tally = tallyOf(new Map());
  const fields = Object.entries(entity.fields).map(([name, field]) => ({ ...field, name }));
  const mapped = mapColumns(cardColumns.map((header) => ({ header, tally })), fields); // prettier-ignore
  const found = mapped.flatMap(({ column, field, confidence }): readonly [CardColumn, string][] => {
    const name = cardColumns[column];
    return field === null || name === undefined || confidence !== 'sure' ? [] : [[name, field]];
  });
  return new Map(found);
}

/** A property of a card as jCard (RFC 7095) has it: name, parameters, type, values. */
type CardProperty = readonly [string, Readonly<Record<string, string>>, string, ...(string | readonly string[])[]];

const addressParts = ['street', 'city', 'region', 'postalCode', 'country'] as const;
const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** Returns the card of a record (vCard 4.0, RFC 6350). */
export function cardOf(entity: Entity, record: ShownRecord, refs: RefNames): string {
  const columns = fieldsByColumn(entity);
  const valueOf = (column: CardColumn): JsonValue => {
    const name = columns.get(column);
    const value = name === undefined ? null : (record.fields[name] ?? null);
    const field = name === undefined ? undefined : entity.fields[name];
    if (field?.type !== 'ref' || typeof value !== 'string') return value;
    const named = refs[refTarget(field, value).id];
    return named?.life === 'alive' ? named.title : null; // a company that this person does not see has no name here
  };
  const properties: CardProperty[] = [];
  const put = (name: string, value: string, params: Readonly<Record<string, string>> = {}, type = 'text') => {
    if (value.trim() !== '') properties.push([name, params, type, value]);
  };
  const title = textOf(record.fields[entity.title]);
  const isCompany = columns.get('Company') === entity.title;
  put('version', '4.0');
  put('kind', isCompany ? 'org' : 'individual');
  put('uid', `urn:uuid:${record.id}`);
  put('fn', title || entity.label.one);
  const company = isCompany ? title : textOf(valueOf('Company'));
  if (company !== '') properties.push(['org', {}, 'text', [company]]);
  put('title', textOf(valueOf('Job title')));
  put('email', textOf(valueOf('E-mail')));
  put('tel', textOf(valueOf('Phone')), { type: 'work' });
  put('tel', textOf(valueOf('Mobile')), { type: 'cell' });
  const address = valueOf('Address');
  if (typeof address === 'object' && address !== null && !Array.isArray(address) && !isEmptyValue(address)) {
    const given = address as Readonly<Record<string, JsonValue>>; // `Array.isArray` does not narrow a read-only array
    const parts = addressParts.map((part) => textOf(given[part]));
    properties.push(['adr', {}, 'text', ['', '', ...parts]]);
  }
  put('bday', textOf(valueOf('Birthday')), {}, 'date');
  put('url', textOf(valueOf('Website')), {}, 'uri');
  const tags = valueOf('Tags');
  const words = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  if (words.length > 0) properties.push(['categories', {}, 'text', ...words]);
  put('note', textOf(valueOf('Notes')));
  return `${ICAL.stringify(['vcard', properties, []])}\r\n`;
}

/** Writes a list as cards, one for each record. */
export async function* vcfFile(
  entity: Entity,
  windows: RowWindows<ShownRecord>,
): AsyncGenerator<Result<FilePart>, void, void> {
  let done = 0;
  for await (const window of windows) {
    if (!window.ok) {
      yield window;
      return;
    }
    const { rows, refs } = window.value;
    done += rows.length;
    yield accept({ bytes: Buffer.from(rows.map((record) => cardOf(entity, record, refs)).join('')), done });
  }
}
