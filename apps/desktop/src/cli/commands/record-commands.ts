import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { shownEnvelope } from '@outpost/domain/kernel/entities/envelope';
import { isId } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { noFieldCalled } from '@outpost/domain/kernel/entities/no-field-called';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { CallInput, CallOutput, RefNames } from '../../bridge/contract.ts';
import { type Command, misused, readJson, textOption, unanswered, unansweredQuestion } from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';
import { tableText } from '../show/table.ts';
import { envelopeText, fieldValueText, isNumericColumn, columnLabelOf, recordValueText } from '../show/value-text.ts';

type ListInput = CallInput<'records.list'>;

export const listCommand: Command = {
  name: 'list',
  summary: 'Lists records of one kind',
  words: ['<entity>'],
  options: {
    where: {
      value: 'JSON',
      help: 'a filter: {"field":"stage","op":"is","value":"won"}, or {"and":[…]}, {"or":[…]}, {"not":…}',
    },
    search: { value: 'TEXT', help: 'only records found by these words' },
    sort: { value: 'F,-F', help: 'fields to sort by; a minus before a field reverses its order' },
    limit: { value: 'N', help: 'at most this many (50; 1 to 1000)' },
    offset: { value: 'N', help: 'skips this many at the start' },
    after: { value: 'CURSOR', help: 'continues after an earlier answer, given its "next" (--json)' },
    columns: { value: 'F,F', help: 'fields to show, instead of the usual ones' },
  },
  details:
    'An entity may have its short name where only one pack has it: person for platform/person. Values are written as they are stored: money in cents, references by id. "@me" means you.',
  session: 'needed',
  run: async (invocation, { bridge, catalogue, note }) => {
    const named = entityCalled(catalogue, invocation.positionals[0] ?? '');
    if (!named.ok) return misused(named.problem);
    const { entity } = named;
    const question = listQuestion(entity, (name) => textOption(invocation, name));
    if (!question.ok) return misused(question.message);
    const shown = columnsOf(entity, textOption(invocation, 'columns'));
    if (!shown.ok) return misused(shown.message);
    const answer = await bridge.call('records.list', question.value);
    if (!answer.ok) return unansweredQuestion(answer);
    const { rows, refs, next } = answer.value;
    const text = tableText([
      ...shown.value.map((name) => ({
        head: columnLabelOf(entity, name),
        cells: rows.map((record) => recordValueText(entity, record, { name, refs })),
        isNumber: isNumericColumn(entity, name),
      })),
      { head: 'Id', cells: rows.map(({ id }) => id) },
    ]);
    if (next !== null)
      note(
        `There are more records. Continue with --offset ${(question.value.offset ?? 0) + rows.length}, or raise --limit.`,
      );
    return {
      exit: exitCode.done,
      json: answer.value,
      text: rows.length === 0 ? `No ${entity.label.many.toLowerCase()}.` : text,
    };
  },
};

/** Returns the requested columns, or the entity's usual ones. An unknown column is reported with the most similar known one. */
function columnsOf(entity: Entity, typed: string | undefined): Result<readonly string[]> {
  if (typed === undefined) return accept(entity.listed);
  const names = typed.split(',').map((name) => name.trim());
  const unknown = names.find(
    (name) =>
      !Object.hasOwn(entity.fields, name) && !(shownEnvelope as readonly string[]).includes(name) && name !== 'entity',
  );
  return unknown === undefined
    ? accept(names)
    : refuse('records/unknown-field', noFieldCalled(entity, unknown), { field: unknown });
}

/** Returns the question of a list from a command's options. */
export function listQuestion(entity: Entity, option: (name: string) => string | undefined): Result<ListInput> {
  const where = option('where');
  const filter = where === undefined ? undefined : readJson(where, '--where');
  if (filter && !filter.ok) return filter;
  const numbers: Record<string, number> = {};
  for (const name of ['limit', 'offset']) {
    const typed = option(name);
    if (typed === undefined) continue;
    if (!/^\d+$/u.test(typed))
      return refuse('request/invalid', `--${name} takes a whole number, not "${typed}".`, { path: name });
    numbers[name] = Number(typed);
  }
  const sort = (option('sort') ?? '')
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
    .map((field) => ({
      field: field.replace(/^[-+]/u, ''),
      direction: field.startsWith('-') ? ('desc' as const) : ('asc' as const),
    }));
  const search = option('search');
  const after = option('after');
  const value = {
    entity: entity.name,
    sort,
    ...numbers,
    ...(search === undefined ? {} : { search }),
    ...(after === undefined ? {} : { after }),
    ...(filter ? { where: filter.value } : {}),
  };
  return accept(value); // the replica parses it and reports errors of the filter
}

export const getCommand: Command = {
  name: 'get',
  summary: 'Shows one record: its fields, its possible moves, its waiting changes and its replaced values',
  words: ['<id>'],
  options: {},
  session: 'needed',
  run: async ({ positionals: [id = ''] }, { bridge, catalogue }) => {
    if (!isId(id)) return misused(`"${id}" is not an id. Ids are in the last column of a list.`);
    const answer = await bridge.call('records.get', { id });
    if (!answer.ok) return unanswered(answer);
    const entity = catalogue.entities.get(answer.value.record.entity);
    return {
      exit: exitCode.done,
      json: answer.value,
      text: entity ? recordText(entity, answer.value) : JSON.stringify(answer.value.record, null, 2),
    };
  },
};

/** Describes one possible move of a record in a line: "Can go to Won (won); needs Value", "Can't go to Lost: …" (T-14). */
function wayText(entity: Entity, { to, label, asks, why }: CallOutput<'records.get'>['ways'][number]): string {
  if (why !== null) return `Can't go to ${label} (${to}): ${why}`;
  const needs = asks.length === 0 ? '' : `; needs ${asks.map((name) => columnLabelOf(entity, name)).join(', ')}`;
  return `Can go to ${label} (${to})${needs}`;
}

function recordText(entity: Entity, { record, refs, waiting, replaced, ways }: CallOutput<'records.get'>): string {
  const names = [...Object.keys(entity.fields), ...shownEnvelope];
  const filled = names
    .map((name) => [columnLabelOf(entity, name), recordValueText(entity, record, { name, refs })] as const)
    .filter(([, value]) => value !== '');
  const width = Math.max(...filled.map(([label]) => label.length));
  const told = (name: string, value: JsonValue) => {
    const field = entity.fields[name];
    return field ? fieldValueText(field, value, refs) : envelopeText(name, value, refs);
  };
  return [
    entity.label.one,
    ...filled.map(
      ([label, value]) => `  ${label.padEnd(width)}  ${value.replaceAll('\n', `\n  ${' '.repeat(width)}  `)}`,
    ),
    ...ways.map((way) => wayText(entity, way)),
    ...waiting.map(({ label, act }) => `To send: ${label} (${act})`),
    ...replaced.map(
      ({ field, lost, kept }) =>
        `${columnLabelOf(entity, field)}: ${kept.byName}'s "${told(field, kept.value)}" replaced ${lost.byName}'s "${told(field, lost.value)}"`,
    ),
  ].join('\n');
}

export const searchCommand: Command = {
  name: 'search',
  summary: 'Finds records by words or their beginnings',
  words: ['<text>'],
  options: {
    in: { value: 'E,E', help: 'only in these kinds of record' },
    limit: { value: 'N', help: 'at most this many (30; 1 to 200)' },
  },
  session: 'needed',
  run: async (invocation, { bridge, catalogue }) => {
    const entities: string[] = [];
    for (const typed of textOption(invocation, 'in')?.split(',') ?? []) {
      const named = entityCalled(catalogue, typed.trim());
      if (!named.ok) return misused(named.problem);
      entities.push(named.entity.name);
    }
    const limit = textOption(invocation, 'limit');
    if (limit !== undefined && !/^\d+$/u.test(limit)) return misused(`--limit takes a whole number, not "${limit}".`);
    const answer = await bridge.call('records.search', {
      text: invocation.positionals.join(' '),
      ...(entities.length > 0 ? { entities } : {}),
      ...(limit === undefined ? {} : { limit: Number(limit) }),
    });
    if (!answer.ok) return unanswered(answer);
    const { hits } = answer.value;
    const text = tableText([
      { head: 'Kind', cells: hits.map(({ entity }) => catalogue.entities.get(entity)?.label.one ?? entity) },
      { head: 'Name', cells: hits.map(({ title }) => title) },
      { head: '', cells: hits.map(({ subtitle }) => subtitle) },
      { head: 'Id', cells: hits.map(({ id }) => id) },
    ]);
    return {
      exit: exitCode.done,
      json: answer.value,
      text: hits.length === 0 ? 'No record matches these words.' : text,
    };
  },
};

export const historyCommand: Command = {
  name: 'history',
  summary: 'Shows the history of a record, newest first',
  words: ['<id>'],
  options: {
    limit: { value: 'N', help: 'at most this many (100; 1 to 500)' },
    children: { value: null, help: 'also the history of its activities, tasks and files' },
  },
  details: 'The device holds the rows that it has received. It asks the server for older rows where it can be reached.',
  session: 'needed',
  run: async (invocation, { bridge, catalogue, note }) => {
    const [id = ''] = invocation.positionals;
    if (!isId(id)) return misused(`"${id}" is not an id. Ids are in the last column of a list.`);
    const limit = textOption(invocation, 'limit');
    if (limit !== undefined && !/^\d+$/u.test(limit)) return misused(`--limit takes a whole number, not "${limit}".`);
    const answer = await bridge.call('records.history', {
      id,
      withChildren: invocation.values['children'] === true,
      ...(limit === undefined ? {} : { limit: Number(limit) }),
    });
    if (!answer.ok) return unanswered(answer);
    const { rows, refs, names, more } = answer.value;
    if (more) note('There are older rows. Raise --limit to see them, up to 500.');
    const text = rows.flatMap((row) => {
      const entity = catalogue.entities.get(row.entity);
      const act = row.act === null ? '' : `  (${row.act})`;
      return [
        `${row.n}  ${row.at}  ${names[row.by] ?? 'someone'}: ${row.label}${act}`,
        ...(entity ? changeLines(entity, row.changed, refs) : []),
      ];
    });
    return {
      exit: exitCode.done,
      json: answer.value,
      text: rows.length === 0 ? 'This device has no history of this record.' : text.join('\n'),
    };
  },
};

function changeLines(
  entity: Entity,
  changed: CallOutput<'records.history'>['rows'][number]['changed'],
  refs: RefNames,
): readonly string[] {
  return Object.entries(changed).map(([name, [from, to]]) => {
    const field = entity.fields[name];
    const told = (value: JsonValue) =>
      value === null ? '(empty)' : field ? fieldValueText(field, value, refs) : envelopeText(name, value, refs);
    return `    ${columnLabelOf(entity, name)}: ${from === null ? told(to) : `${told(from)} → ${told(to)}`}`;
  });
}
