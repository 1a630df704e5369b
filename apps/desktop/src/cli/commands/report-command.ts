import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import { firstIssue, plainIssue } from '@outpost/domain/kernel/text/plain-issue';
import { type Report, reportSchema } from '@outpost/domain/kernel/questions/list-query';
import type { PeriodSpan } from '@outpost/domain/kernel/reports/report-definition';
import { reportFilter, reportQuestionOf } from '@outpost/domain/kernel/reports/report-question';
import type { RefNames } from '../../bridge/contract.ts';
import { reportField } from '../../reports/report-field.ts';
import {
  type CliOutcome,
  type Command,
  type CommandContext,
  type Invocation,
  misused,
  readJson,
  textOption,
  unansweredQuestion,
} from '../command.ts';
import { entityCalled } from '../entity-name.ts';
import { exitCode } from '../exit-code.ts';
import { type TableColumn, tableText } from '../show/table.ts';
import { amountText, columnLabelOf, envelopeText, fieldValueText } from '../show/value-text.ts';
import { type AnsweredReport, reportFormatOf, reportFormats, writeReport } from './report-file.ts';
import { savedReport } from './saved-report.ts';

const endings = reportFormats.map((format) => `.${format}`);

export const reportCommand: Command = {
  name: 'report',
  summary: 'Counts and sums records, by groups',
  words: ['<json|name|id|->'],
  options: {
    to: { value: 'FILE', help: `writes the figures into a file; its ending is the format: ${endings.join(', ')}` },
    force: { value: null, help: 'replaces an existing file' },
  },
  details:
    'Give the name or the id of a saved report, or the report as JSON, for example {"entity":"deal","where":{"field":"stage","op":"is","value":"won"},"groupBy":[{"field":"product"}],"measures":[{"name":"deals","fn":"count"},{"name":"value","fn":"sum","field":"value"}],"sort":[{"by":"value","direction":"desc"}]}. Measures: count, sum, avg, median, min, max, ratio, and …-days from one date to another. Money is in the currency’s smallest unit in JSON. A CSV or Excel file has amounts as decimal numbers, with their currency in the last column. A PDF has a head with the report’s name, its subject, you and the time; its font has Latin, Greek and Cyrillic letters. The file appears under its name when it is whole, and only you can read it.',
  session: 'needed',
  run: async (invocation, context) => {
    const to = fileOf(invocation);
    if ('outcome' in to) return to.outcome;
    const asked = await askedReport(invocation.positionals[0] ?? '', context);
    if ('outcome' in asked) return asked.outcome;
    const answer = await context.bridge.call('records.report', asked.question);
    if (!answer.ok) return unansweredQuestion(answer);
    const { rows, refs } = answer.value;
    const report: AnsweredReport = { ...asked, rows, ...columnsOf(context.catalogue, asked, refs) };
    if (to.file) return writeReport(context, report, to.file);
    return {
      exit: exitCode.done,
      json: answer.value as JsonValue,
      text: rows.length === 0 ? 'No records.' : reportText(report),
    }; // the contract's answers are JSON
  },
};

type Refused = { readonly outcome: CliOutcome };
type WantedFile = Parameters<typeof writeReport>[2];
/** A report to ask: its name, its subject, and its question. */
type Asked = Pick<AnsweredReport, 'title' | 'about' | 'entity' | 'question'>;

/** Returns the file to write; none without --to. */
function fileOf(invocation: Invocation): { readonly file: WantedFile | undefined } | Refused {
  const path = textOption(invocation, 'to');
  if (path === undefined) return { file: undefined };
  const format = reportFormatOf(path);
  if (format === undefined)
    return { outcome: misused(`--to names the file to write, and ends with ${endings.join(' or ')}.`) };
  return { file: { path, format, mayReplace: invocation.values['force'] === true } };
}

/** Returns the report of a JSON text, or the saved report of this name or id. */
async function askedReport(typed: string, context: CommandContext): Promise<Asked | Refused> {
  const isJson = typed === '-' || /^\s*[[{"]/u.test(typed);
  if (!isJson) return namedReport(typed, context);
  const json = readJson(typed === '-' ? await context.readStdin() : typed, 'The report');
  if (!json.ok) return { outcome: misused(json.message) };
  const wanted = json.value;
  if (!isObject(wanted)) return { outcome: misused('A report is a JSON object with "entity" and "measures".') };
  const kind = wanted['entity'];
  const named = entityCalled(context.catalogue, typeof kind === 'string' ? kind : '');
  if (!named.ok) return { outcome: misused(named.problem) };
  const { entity } = named;
  const question = reportSchema.safeParse({ ...wanted, entity: entity.name }, { error: plainIssue });
  if (!question.success) {
    const { path, message } = firstIssue(question.error);
    return { outcome: misused(`The report is not of the right form: ${path.join('.')}: ${message}.`) };
  }
  const about = aboutQuestion(context.catalogue, entity, question.data);
  return { title: entity.label.many, about, entity, question: question.data };
}

async function namedReport(typed: string, context: CommandContext): Promise<Asked | Refused> {
  const found = await savedReport(context, typed);
  if (!found.ok) return found;
  const { name, definition } = found.entry;
  if (!definition)
    return { outcome: misused(`A newer version of Outpost wrote the report "${name}". Update Outpost to read it.`) };
  const entity = context.catalogue.entities.get(definition.entity);
  if (!entity || entity.isRetired === true)
    return { outcome: misused(`The report "${name}" counts records of a kind that is no longer kept.`) };
  const question = reportQuestionOf(definition, reportFilter(definition));
  const span = definition.period?.span;
  const about = aboutQuestion(context.catalogue, entity, question) + (span ? `, ${spanWords(span)}` : '');
  return { title: name, about, entity, question };
}

/** Returns the subject of a report in words: "Deals: count by Stage". */
function aboutQuestion(catalogue: Catalogue, entity: Entity, { groupBy, measures }: Report): string {
  const by = groupBy.map(({ field, bucket }) => groupLabel(catalogue, entity, { field, bucket })).join(' and ');
  const words = `${entity.label.many}: ${measures.map(({ name }) => name).join(', ')}`;
  return by === '' ? words : `${words} by ${by}`;
}

function spanWords(span: PeriodSpan): string {
  if (typeof span === 'string') return span.replaceAll('-', ' ');
  return 'from' in span
    ? `${span.from} to ${span.to}`
    : `the ${span.direction} ${countWithNoun(span.count, span.unit)}`;
}

type GroupOfReport = { readonly field: string; readonly bucket?: string | undefined };

function groupLabel(catalogue: Catalogue, entity: Entity, { field, bucket }: GroupOfReport): string {
  const label = reportField(catalogue, entity, field)?.label ?? columnLabelOf(entity, field);
  return bucket === undefined ? label : `${label} (${bucket})`;
}

/** Returns the columns of a report: the names of its groups' values, and its measures in words. */
function columnsOf(
  catalogue: Catalogue,
  { entity, question: { groupBy, measures } }: Asked,
  refs: RefNames,
): Pick<AnsweredReport, 'groups' | 'measures'> {
  return {
    groups: groupBy.map(({ field, bucket }) => ({
      label: groupLabel(catalogue, entity, { field, bucket }),
      nameOf: (value) => groupText(reportField(catalogue, entity, field)?.field, { name: field, refs }, value),
    })),
    measures: measures.map((measure) => {
      const isMoney = 'field' in measure && reportField(catalogue, entity, measure.field)?.field.type === 'money';
      const isRatio = measure.fn === 'ratio';
      const format = (value: number, currency: string | undefined) =>
        measureText(value, { currency, isMoney, isRatio });
      return { name: measure.name, isMoney, format };
    }),
  };
}

function reportText({ groups, measures, rows }: Pick<AnsweredReport, 'groups' | 'measures' | 'rows'>): string {
  const groupColumns = groups.map(({ label, nameOf }, place): TableColumn => ({
    head: label,
    cells: rows.map((row) => nameOf(row.groups[place] ?? null)),
  })); // prettier-ignore
  const measureColumns = measures.map(({ name, format }): TableColumn => ({
    head: name,
    isNumber: true,
    cells: rows.map(({ measures: values, currency }) => {
      const value = values[name] ?? null;
      return value === null ? '' : format(value, currency);
    }),
  })); // prettier-ignore
  return tableText([...groupColumns, ...measureColumns]);
}

function groupText(
  field: Field | undefined,
  { name, refs }: { readonly name: string; readonly refs: RefNames },
  value: JsonValue,
): string {
  if (value === null) return '(empty)';
  return field ? fieldValueText(field, value, refs) : envelopeText(name, value, refs);
}

function measureText(
  value: number,
  { currency, isMoney, isRatio }: { readonly currency: string | undefined; readonly isMoney: boolean; readonly isRatio: boolean }, // prettier-ignore
): string {
  if (isMoney && currency !== undefined) return `${amountText(value, currency)} ${currency}`;
  return isRatio ? `${(value * 100).toFixed(2)} %` : value.toLocaleString('en', { maximumFractionDigits: 2 });
}
