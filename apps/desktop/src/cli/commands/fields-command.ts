import { gridColumnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import { type Command, misused } from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';
import { tableText } from '../show/table.ts';

export const fieldsCommand: Command = {
  name: 'fields',
  summary: 'Names the fields of one kind of record, your organisation’s own ones included',
  words: ['<entity>'],
  options: {},
  details: 'Lists, filters, reports and acts use these names. A choice’s values are in brackets.',
  session: 'needed',
  run: async ({ positionals: [typed = ''] }, { catalogue, installed }) => {
    const named = entityCalled(catalogue, typed);
    if (!named.ok) return misused(named.problem);
    const { entity } = named;
    const built = installed.entities.get(entity.name)?.fields ?? {};
    const rows = gridColumnsOf(entity).map(({ name, label, type }) => {
      const field = entity.fields[name];
      return {
        name,
        label,
        type,
        own: field !== undefined && !Object.hasOwn(built, name),
        required: field?.required ?? false,
        ...(field?.type === 'choice' ? { values: field.options.map(({ value }) => value) } : {}),
      };
    });
    const text = tableText([
      { head: 'Name', cells: rows.map(({ name }) => name) },
      { head: 'Label', cells: rows.map(({ label }) => label) },
      {
        head: 'Type',
        cells: rows.map(({ type, values }) => (values === undefined ? type : `${type} (${values.join(', ')})`)),
      },
      {
        head: '',
        cells: rows.map(({ own, required }) => [...(own ? ['own'] : []), ...(required ? ['required'] : [])].join(', ')),
      },
    ]);
    return { exit: exitCode.done, json: { entity: entity.name, fields: rows }, text };
  },
};
