import type { ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import { nearestWord } from '../text/nearest-word.ts';
import type { Field } from '../entities/fields.ts';
import { formulaFunctions } from './formula-functions.ts';

/**
 * Why an expression is not a formula, and where. `start` and `end`: places in the expression, in UTF-16 units from 0.
 */
export type FormulaProblem = { readonly start: number; readonly end: number; readonly reason: string };

/** Returns a problem with its place, as people read it: `Column 14: unknown field "valeu". Did you mean "value"?` */
export function problemText(expression: string, { start, reason }: FormulaProblem): string {
  const before = expression.slice(0, start).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  const place = expression.includes('\n') ? `Line ${before.length}, column ${column}` : `Column ${column}`;
  return `${place}: ${reason}`;
}

const wordsOfTypes: Readonly<Record<string, string>> = {
  string: 'a text',
  double: 'a number',
  bool: 'a yes or no',
  money: 'an amount of money',
  date: 'a date',
  instant: 'a moment',
  other: 'a value without parts',
  null: 'nothing',
};
/** Returns the words for a kind of value of the library. */
export const typeInWords = (type: string): string =>
  wordsOfTypes[type] ?? (type.startsWith('list') ? 'a list' : `"${type}"`);

/** Returns why no field has a name, with the field that may be meant: by its name or by its label. */
export function unknownField(name: string, fields: Readonly<Record<string, Field>>): string {
  const byLabel = Object.entries(fields).find(([, { label }]) => label.toLowerCase() === name.toLowerCase())?.[0];
  const meant = byLabel ?? nearestWord(name, Object.keys(fields));
  return `unknown field "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}

/** The library's own functions and forms that formulas do not have, with the replacement that people write. */
const insteadOf: Readonly<Record<string, string>> = {
  has: 'isEmpty',
  size: 'length',
  double: 'amount',
  string: 'text',
  now: 'a report with a relative date',
  today: 'a filter with a relative date',
};

/** Returns why a function cannot be called, with the one that may be meant. */
export function unknownFunction(name: string): string {
  const names = formulaFunctions.map((one) => one.name);
  const meant = insteadOf[name] ?? nearestWord(name, names);
  const clock =
    name === 'now' || name === 'today'
      ? ' A stored value does not follow the clock: compare the date in a filter or a view instead.'
      : '';
  if (clock !== '') return `formulas have no "${name}".${clock}`;
  return `unknown function "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}

const tokenSigns: Readonly<Record<string, string>> = {
  RPAREN: 'a closing bracket ")"',
  LPAREN: 'an opening bracket "("',
  RBRACKET: 'a closing bracket "]"',
  COLON: 'a colon ":" with the other result',
  COMMA: 'a comma',
  IDENTIFIER: 'a name',
};

/** Returns an error of the library as a problem in plain words. */
export function problemOf(expression: string, error: ParseError | CelTypeError): FormulaProblem {
  const start = Math.min(error.range?.start ?? 0, expression.length);
  const end = Math.min(Math.max(error.range?.end ?? start, start), expression.length);
  const { summary } = error;
  const found = expression.slice(start, end);
  const at = (reason: string): FormulaProblem => ({ start, end, reason });

  const missing = /^Expected (\w+), got/u.exec(summary)?.[1];
  if (missing !== undefined) return at(`${tokenSigns[missing] ?? missing.toLowerCase()} is missing here.`);
  if (summary.startsWith('Unexpected token: EOF')) return at('the formula ends too early: a value is missing.');
  if (summary.startsWith('Unexpected character: =')) return at('write "==" to compare two values.');
  if (summary.startsWith('Unexpected')) return at(`"${found || summary.slice(-1)}" is not allowed here.`);
  if (summary.startsWith('Unterminated') || summary.startsWith('Newlines'))
    return at('a closing quotation mark is missing.');
  if (summary.startsWith('Reserved identifier')) return at(`"${found}" is a reserved word, not a field.`);
  if (summary.startsWith('Exceeded')) return at('the formula is too large. Divide it into several fields.');

  const clash = /^no such overload: (.+?) ([-+*/%<>=!]+|in) (.+)$/u.exec(summary);
  if (clash) return at(clashText(clash[1] ?? '', clash[2] ?? '', clash[3] ?? ''));
  const unary = /^no such overload: ([-!])(.+)$/u.exec(summary);
  if (unary) return at(`"${unary[1] ?? ''}" is not allowed before ${typeInWords(unary[2] ?? '')}.`);
  const call = /^found no matching overload for '(\w+)\((.*)\)'$/u.exec(summary);
  if (call) return at(callText(call[1] ?? '', call[2] ?? ''));
  if (error.code === 'incompatible_ternary_branches' || error.code === 'not_of_one_kind') {
    const kinds = [...summary.matchAll(/\b(string|double|bool|money|date|instant|list|other|null)\b/gu)];
    const [one = '', other = ''] = kinds.map(([kind]) => typeInWords(kind));
    return at(`both results must be of one kind, and they are ${one} and ${other}.`);
  }
  if (error.code === 'invalid_condition_type') return at('write a yes or no before the "?", such as a comparison.');
  if (error.code === 'invalid_logical_operand') return at('"&&" and "||" join two values that are yes or no.');
  return at(`${summary.charAt(0).toLowerCase()}${summary.slice(1)}.`);
}

function clashText(left: string, operator: string, right: string): string {
  if (left === 'null' || right === 'null') return 'write isEmpty(field) to ask whether a field is empty.';
  const [one, other] = [typeInWords(left), typeInWords(right)];
  const help =
    operator === '+' && [left, right].includes('string') ? ' Write text(…) around the value that is not a text.' : '';
  return `"${operator}" does not work between ${one} and ${other}.${help}`;
}

function callText(name: string, types: string): string {
  const usage = formulaFunctions.find((one) => one.name === name)?.usage ?? name;
  const given = types === '' ? 'nothing' : types.split(', ').map(typeInWords).join(', ');
  return `${name} cannot take ${given}. Write ${usage}.`;
}
