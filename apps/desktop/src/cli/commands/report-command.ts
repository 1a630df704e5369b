import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import { firstIssue, plainIssue } from '@outpost/domain/kernel/text/plain-issue';
import { type Report, reportSchema } from '@outpost/domain/kernel/questions/list-query';
import type { CallOutput, RefNames } from '../../bridge/contract.ts';
import { type Command, misused, readJson, unansweredQuestion } from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';
import { type TableColumn, tableText } from '../show/table.ts';
import { amountText, envelopeText, fieldValueText, columnLabelOf } from '../show/value-text.ts';

type Rows = CallOutput<'records.report'>['rows'];

export const reportCommand: Command = {
  name: 'report',
  summary: 'Counts and sums records, by groups',
  words: ['<json|->'],
  options: {},
  details:
    'For example {"entity":"deal","where":{"field":"stage","op":"is","value":"won"},"groupBy":[{"field":"product"}],"measures":[{"name":"deals","fn":"count"},{"name":"value","fn":"sum","field":"value"}],"sort":[{"by":"value","direction":"desc"}]}. Measures: count, sum, avg, median, min, max, ratio, and …-days from one date to another. Money is in the currency’s smallest unit in JSON.',
  session: 'needed',
  run: async ({ positionals: [typed = ''] }, { bridge, catalogue, readStdin }) => {
    const json = readJson(typed === '-' ? await readStdin() : typed, 'The report');
    if (!json.ok) return misused(json.message);
    const wanted = json.value;
    if (!isObject(wanted)) return misused('A report is a JSON object with "entity" and "measures".');
    const entity = wanted['entity'];
    const named = entityCalled(catalogue, typeof entity === 'string' ? entity : '');
    if (!named.ok) return misused(named.problem);
    const question = reportSchema.safeParse({ ...wanted, entity: named.entity.name }, { error: plainIssue });
    if (!question.success) {
      const { path, message } = firstIssue(question.error);
      return misused(`The report is not of the right form: ${path.join('.')}: ${message}.`);
    }
    const answer = await bridge.call('records.report', question.data);
    if (!answer.ok) return unansweredQuestion(answer);
    const { rows, refs } = answer.value;
    return {
      exit: exitCode.done,
      json: answer.value as JsonValue,
      text: rows.length === 0 ? 'No records.' : reportText(named.entity, question.data, { rows, refs }),
    }; // the contract's answers are JSON
  },
};

function reportText(
  entity: Entity,
  { groupBy, measures }: Report,
  { rows, refs }: { readonly rows: Rows; readonly refs: RefNames },
): string {
  const groups = groupBy.map(({ field, bucket }, place): TableColumn => {
    const label = columnLabelOf(entity, field);
    return {
      head: bucket === undefined ? label : `${label} (${bucket})`,
      cells: rows.map((row) => groupText(entity, { name: field, refs }, row.groups[place] ?? null)),
    };
  });
  const sums = measures.map((measure): TableColumn => {
    const isMoney = 'field' in measure && entity.fields[measure.field]?.type === 'money';
    return {
      head: measure.name,
      isNumber: true,
      cells: rows.map((row) => measureText(row, { name: measure.name, isMoney, isRatio: measure.fn === 'ratio' })),
    };
  });
  return tableText([...groups, ...sums]);
}

function groupText(
  entity: Entity,
  { name, refs }: { readonly name: string; readonly refs: RefNames },
  value: JsonValue,
): string {
  if (value === null) return '(empty)';
  const field = entity.fields[name];
  return field ? fieldValueText(field, value, refs) : envelopeText(name, value, refs);
}

function measureText(
  row: Rows[number],
  { name, isMoney, isRatio }: { readonly name: string; readonly isMoney: boolean; readonly isRatio: boolean },
): string {
  const value = row.measures[name] ?? null;
  if (value === null) return '';
  if (isMoney && row.currency !== undefined) return `${amountText(value, row.currency)} ${row.currency}`;
  return isRatio ? `${(value * 100).toFixed(2)} %` : value.toLocaleString('en', { maximumFractionDigits: 2 });
}
