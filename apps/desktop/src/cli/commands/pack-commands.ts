import { calculateAs, readShape } from '@outpost/domain/kernel/query/calculate';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { PackCommand } from '@outpost/domain/kernel/catalogue/calculations/pack-command';
import { isPackInstalled } from '@outpost/domain/kernel/definitions/tenant-packs';
import type { Field, Instant } from '@outpost/domain/kernel/entities/fields';
import { day } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { dayIn } from '../../replica/device/day-in.ts';
import { sessionPrincipalOf } from '../../bridge/principal-of.ts';
import { type Command, type CommandContext, type Invocation, misused, type CliOutcome, readJson, textOption, unanswered } from '../command.ts'; // prettier-ignore
import { exitCode } from '../exit-code.ts';
import { answerOutcome, settingsFor } from './calculate-command.ts';

/** Returns the option of the command line for a field: "dueOn" → "due-on". */
const optionOf = (field: string): string => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Returns `outpost <pack> <command>` for each command that a pack declares (T-24). */
export const packCommands = ({ commands }: Catalogue): readonly Command[] =>
  [...commands].map(([name, declared]): Command => ({
    name,
    summary: declared.summary,
    words: [],
    options: Object.fromEntries(
      Object.entries(declared.takes).map(([field, { label, type, required }]) => [
        optionOf(field),
        { value: type === 'flag' ? null : valueName[type], help: `${label}${required ? '' : ' (may be left out)'}` },
      ]),
    ),
    session: 'needed',
    run: (invocation, context) => runPackCommand({ name, declared }, invocation, context),
  }));

async function runPackCommand(
  { name, declared }: { readonly name: string; readonly declared: PackCommand },
  invocation: Invocation,
  context: CommandContext,
): Promise<CliOutcome> {
  const [pack = ''] = name.split(' ');
  if (!isPackInstalled(context.catalogue, pack)) {
    const message = `Your organisation does not have the pack "${pack}". An administrator installs it: outpost packs --install ${pack}`;
    return { exit: exitCode.refused, problem: message, json: { ok: false, code: 'records/not-found', message } };
  }
  const given = givenValues(declared, invocation);
  if (!given.ok) return misused(given.message);
  if ('calculation' in declared) {
    const ground = { principal: sessionPrincipalOf(context.session), catalogue: context.catalogue };
    const settings = await settingsFor(context, declared.calculation);
    return answerOutcome(declared.calculation, calculateAs({ ...ground, settings }, declared.calculation, given.value));
  }
  const values = readShape({ label: `outpost ${name}`, takes: declared.takes }, given.value);
  if (!values.ok) return misused(values.message);
  const { session, bridge, nowMs } = context;
  const at = {
    me: session.person?.id ?? '',
    now: new Date(nowMs()).toISOString() as Instant,
    today: day(dayIn(session.timeZone, nowMs())),
  };
  const { label, edits } = declared.act(values.value as never, at); // of the declared shape
  const performed = await bridge.call('acts.perform', { label, edits: edits.map((edit) => ('create' in edit ? { entity: edit.entity, create: { fields: { ...edit.create.fields } } } : { entity: edit.entity, id: edit.id, fields: { ...edit.fields } })) }); // prettier-ignore
  return performed.ok
    ? { exit: exitCode.done, json: performed.value, text: `${label}: act ${performed.value.act}` }
    : unanswered(performed);
}

/** Returns the values of the options, each as its field's type writes it; the field's own limits are checked later. */
function givenValues({ takes }: PackCommand, invocation: Invocation): Result<Readonly<Record<string, JsonValue>>> {
  const values: Record<string, JsonValue> = {};
  for (const [name, field] of Object.entries(takes)) {
    if (invocation.values[optionOf(name)] === true) values[name] = true;
    const text = textOption(invocation, optionOf(name));
    if (text === undefined) continue;
    const value = isPlain(field) ? accept<JsonValue>(text) : readJson(text, `--${optionOf(name)}`);
    if (!value.ok) return value;
    values[name] = value.value;
  }
  return accept(values);
}

/** Whether a value of this type is written as plain text; all others are written as JSON. */
const isPlain = ({ type }: Field): boolean => valueName[type] !== 'JSON' && valueName[type] !== 'NUMBER';

const valueName = {
  text: 'TEXT', email: 'E-MAIL', phone: 'PHONE', choice: 'WORD', ref: 'ID', date: 'DAY', instant: 'INSTANT', number: 'NUMBER', percent: 'NUMBER', duration: 'NUMBER',
  flag: 'JSON', money: 'JSON', tags: 'JSON', file: 'JSON', address: 'JSON', geo: 'JSON', json: 'JSON',
} as const satisfies Record<Field['type'], string>; // prettier-ignore
