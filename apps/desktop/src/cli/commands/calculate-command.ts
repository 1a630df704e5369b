import { type Calculated, calculateAs } from '@outpost/domain/kernel/query/calculate';
import type { Calculation } from '@outpost/domain/kernel/catalogue/calculations/calculation';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { sessionPrincipalOf } from '../../bridge/principal-of.ts';
import type { Result } from '@outpost/domain/kernel/refusal';
import { type Command, type CommandContext, misused, type CliOutcome, readJson, unanswered } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { fieldValueText } from '../show/value-text.ts';

/** Returns the command for the calculations of the packs: `outpost calculate line-price '{"quantity":3,…}'` (T-18). */
export const calculateCommand = ({ calculations }: Catalogue): Command => ({
  name: 'calculate',
  summary: 'Runs a calculation of a pack, such as the price of a line',
  words: ['<calculation>', '<json|->'],
  options: {},
  details: [
    'Money is in the currency’s smallest unit, such as {"amount":125000,"currency":"USD"}. The calculations are:',
    ...[...calculations.values()].map(
      ({ name, summary, takes }) => `  ${name} ${JSON.stringify(exampleOf(takes))}: ${summary}`,
    ),
  ].join('\n'),
  session: 'needed',
  run: async ({ positionals: [typed = '', json = ''] }, context) => {
    const { catalogue, session, readStdin } = context;
    const declared = calculationCalled(catalogue, typed);
    if (!declared) return misused(noCalculation(catalogue, typed));
    const given = readJson(json === '-' ? await readStdin() : json, 'Its inputs');
    if (!given.ok) return misused(given.message);
    const settings = await settingsFor(context, declared);
    return answerOutcome(declared, calculateAs({ principal: sessionPrincipalOf(session), catalogue, settings }, declared, given.value)); // prettier-ignore
  },
});

/** Returns a calculation's answer as the outcome of a command: invalid values are a usage error. */
export function answerOutcome(declared: Calculation, answer: Result<Calculated>): CliOutcome {
  if (answer.ok) return { exit: exitCode.done, json: answer.value, text: answerText(declared, answer.value) };
  const outcome = unanswered(answer);
  return answer.code === 'request/invalid' ? { ...outcome, exit: exitCode.usage } : outcome;
}

/**
 * Returns the tenant's record of the settings that a calculation names (T-24). Undefined: it names none, or the device has
 * none yet.
 */
export async function settingsFor({ bridge }: Pick<CommandContext, 'bridge'>, { settings }: Calculation) {
  if (!settings) return undefined;
  const found = await bridge.call('records.list', { entity: settings.on, sort: [{ field: 'id', direction: 'asc' }], limit: 1 }); // prettier-ignore
  return found.ok ? found.value.rows[0] : undefined;
}

/** Finds a calculation: "crm/line-price" by its full name, "line-price" if only one pack has it. */
function calculationCalled({ calculations }: Catalogue, typed: string): Calculation | undefined {
  const [only, other] = [...calculations.values()].filter(({ name }) => name.endsWith(`/${typed}`));
  return calculations.get(typed) ?? (other ? undefined : only);
}

const noCalculation = ({ calculations }: Catalogue, typed: string): string =>
  `There is no calculation called "${typed}". There are: ${[...calculations.keys()].join(', ')}.`;

const exampleOf = (takes: Calculation['takes']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(takes).map(([name, { type, required }]) => [name, required ? type : `${type}?`]));

function answerText({ gives }: Calculation, values: Calculated): string {
  const width = Math.max(...Object.values(gives).map(({ label }) => label.length));
  return Object.entries(gives)
    .map(([name, field]) => `${field.label.padEnd(width)}  ${fieldValueText(field, values[name] ?? null, {})}`)
    .join('\n');
}
