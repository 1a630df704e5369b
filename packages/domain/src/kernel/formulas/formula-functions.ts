import { Environment } from '@marcbachmann/cel-js';
import {
  addMoney,
  amountOf,
  dateOf,
  dayOfMoment,
  daysFrom,
  daysFromMoment,
  divideMoney,
  FormulaDate,
  FormulaInstant,
  FormulaMoney,
  FormulaOther,
  moneyOf,
  partOf,
  plusDays,
  plusMonths,
  roundTo,
  sameCurrency,
  timesMoney,
} from './formula-values.ts';

/** A function that formulas may call, as the editor shows it. */
export type FormulaFunction = {
  readonly name: string;
  /** As a person writes it: `round(number, places)`. */
  readonly usage: string;
  readonly summary: string;
};

type Implemented = FormulaFunction & {
  /** By the library's signature: `(double, double): double`. */
  readonly does: Readonly<Record<string, (...values: never[]) => unknown>>;
};

/*
 * Each function here takes a bounded time and gives the same result on every machine. Formulas therefore have no
 * regular expressions, no loops over lists, no clock and no time zones of the machine. They have only those functions of
 * `Math` that ECMAScript defines to the last digit.
 */
const functions: readonly Implemented[] = [
  {
    name: 'round',
    usage: 'round(number, places)',
    summary:
      'Rounds to the given number of decimals. Halves are rounded away from zero. Without places: to a whole number.',
    does: {
      '(double): double': (value: number) => roundTo(value, 0),
      '(double, double): double': (value: number, places: number) => roundTo(value, places),
    },
  },
  {
    name: 'floor',
    usage: 'floor(number)',
    summary: 'The whole number below.',
    does: { '(double): double': (value: number) => Math.floor(value) },
  },
  {
    name: 'ceil',
    usage: 'ceil(number)',
    summary: 'The whole number above.',
    does: { '(double): double': (value: number) => Math.ceil(value) },
  },
  {
    name: 'abs',
    usage: 'abs(number or money)',
    summary: 'The size without its sign.',
    does: {
      '(double): double': (value: number) => Math.abs(value),
      '(money): money': (value: FormulaMoney) => (value.amount < 0 ? timesMoney(value, -1) : value),
    },
  },
  {
    name: 'min',
    usage: 'min(one, other)',
    summary: 'The smaller of two numbers or amounts, or the earlier of two dates.',
    does: {
      '(double, double): double': (a: number, b: number) => Math.min(a, b),
      '(money, money): money': (a: FormulaMoney, b: FormulaMoney) => (sameCurrency(a, b).amount < a.amount ? b : a),
      '(date, date): date': (a: FormulaDate, b: FormulaDate) => (b.day < a.day ? b : a),
    },
  },
  {
    name: 'max',
    usage: 'max(one, other)',
    summary: 'The larger of two numbers or amounts, or the later of two dates.',
    does: {
      '(double, double): double': (a: number, b: number) => Math.max(a, b),
      '(money, money): money': (a: FormulaMoney, b: FormulaMoney) => (sameCurrency(a, b).amount > a.amount ? b : a),
      '(date, date): date': (a: FormulaDate, b: FormulaDate) => (b.day > a.day ? b : a),
    },
  },
  {
    name: 'text',
    usage: 'text(value)',
    summary: 'A number or a date as text, to join it to other texts with +.',
    does: {
      '(double): string': (value: number) => String(roundTo(value, 6)),
      '(string): string': (value: string) => value,
      '(date): string': (value: FormulaDate) => value.day,
    },
  },
  {
    name: 'length',
    usage: 'length(text or tags)',
    summary: 'How many characters a text has, or how many tags there are.',
    does: {
      '(string): double': (value: string) => value.length,
      '(list<string>): double': (value: readonly string[]) => value.length,
    },
  },
  {
    name: 'left',
    usage: 'left(text, count)',
    summary: 'The first characters of a text.',
    does: { '(string, double): string': (value: string, count: number) => value.slice(0, Math.max(0, count)) },
  },
  {
    name: 'right',
    usage: 'right(text, count)',
    summary: 'The last characters of a text.',
    does: { '(string, double): string': (value: string, count: number) => (count >= 1 ? value.slice(-count) : '') },
  },
  {
    name: 'trim',
    usage: 'trim(text)',
    summary: 'A text without blanks at its ends.',
    does: { '(string): string': (value: string) => value.trim() },
  },
  {
    name: 'money',
    usage: 'money(number, "EUR")',
    summary: 'An amount in a currency.',
    does: { '(double, string): money': moneyOf },
  },
  {
    name: 'amount',
    usage: 'amount(money)',
    summary: 'The number of an amount, without its currency.',
    does: { '(money): double': amountOf },
  },
  {
    name: 'currency',
    usage: 'currency(money)',
    summary: 'The code of an amount’s currency, such as "EUR".',
    does: { '(money): string': (value: FormulaMoney) => value.currency },
  },
  {
    name: 'date',
    usage: 'date("2026-12-31")',
    summary: 'A given day.',
    does: { '(string): date': dateOf, '(instant): date': dayOfMoment },
  },
  {
    name: 'year',
    usage: 'year(date)',
    summary: 'The year of a date.',
    does: { '(date): double': (value: FormulaDate) => partOf(value, 0) },
  },
  {
    name: 'month',
    usage: 'month(date)',
    summary: 'The month of a date, 1 to 12.',
    does: { '(date): double': (value: FormulaDate) => partOf(value, 1) },
  },
  {
    name: 'day',
    usage: 'day(date)',
    summary: 'The day of the month, 1 to 31.',
    does: { '(date): double': (value: FormulaDate) => partOf(value, 2) },
  },
  {
    name: 'addDays',
    usage: 'addDays(date, days)',
    summary: 'Adds a number of days to a date. A negative number gives an earlier date.',
    does: { '(date, double): date': plusDays },
  },
  {
    name: 'addMonths',
    usage: 'addMonths(date, months)',
    summary: 'Adds a number of months to a date. The result is never after the last day of that month.',
    does: { '(date, double): date': plusMonths },
  },
  {
    name: 'daysBetween',
    usage: 'daysBetween(from, to)',
    summary: 'The days from one date to another.',
    does: {
      '(date, date): double': daysFrom,
      '(instant, instant): double': daysFromMoment,
    },
  },
];

/** Functions that must see an empty field, and so are evaluated before their arguments. */
const ofEmpties: readonly FormulaFunction[] = [
  { name: 'isEmpty', usage: 'isEmpty(field)', summary: 'Whether a field has no value.' },
  {
    name: 'orElse',
    usage: 'orElse(field, instead)',
    summary: 'The value, or the second one where it is empty. Elsewhere an empty field makes the whole result empty.',
  },
];

/** All functions that formulas may call, in the order in which the editor lists them. */
export const formulaFunctions: readonly FormulaFunction[] = [...ofEmpties, ...functions];

/** Functions of texts that are written after the text: `name.contains("x")`. */
export const textFunctions: readonly string[] = ['contains', 'startsWith', 'endsWith'];

/** The library's names of the kinds of value. */
export const celTypeOf = {
  text: 'string',
  number: 'double',
  flag: 'bool',
  money: 'money',
  date: 'date',
  instant: 'instant',
  words: 'list<string>',
  other: 'other',
} as const;

const operators: Readonly<Record<string, Parameters<Environment['registerOperator']>[1]>> = {
  'double % double: double': (a: number, b: number) => a % b,
  'money + money: money': (a: FormulaMoney, b: FormulaMoney) => addMoney(a, b),
  'money - money: money': (a: FormulaMoney, b: FormulaMoney) => addMoney(a, b, -1),
  'money * double: money': timesMoney,
  'double * money: money': (a: number, b: FormulaMoney) => timesMoney(b, a),
  'money / double: money': divideMoney,
  'money / money: double': (a: FormulaMoney, b: FormulaMoney) => a.amount / sameCurrency(a, b).amount,
  'money < money: bool': (a: FormulaMoney, b: FormulaMoney) => a.amount < sameCurrency(a, b).amount,
  'money <= money: bool': (a: FormulaMoney, b: FormulaMoney) => a.amount <= sameCurrency(a, b).amount,
  'money > money: bool': (a: FormulaMoney, b: FormulaMoney) => a.amount > sameCurrency(a, b).amount,
  'money >= money: bool': (a: FormulaMoney, b: FormulaMoney) => a.amount >= sameCurrency(a, b).amount,
  'money == money: bool': (a: FormulaMoney, b: FormulaMoney) => a.amount === b.amount && a.currency === b.currency,
  'date + double: date': plusDays,
  'date - double: date': (a: FormulaDate, b: number) => plusDays(a, -b),
  'date - date: double': (a: FormulaDate, b: FormulaDate) => daysFrom(b, a),
  'date < date: bool': (a: FormulaDate, b: FormulaDate) => a.day < b.day,
  'date <= date: bool': (a: FormulaDate, b: FormulaDate) => a.day <= b.day,
  'date > date: bool': (a: FormulaDate, b: FormulaDate) => a.day > b.day,
  'date >= date: bool': (a: FormulaDate, b: FormulaDate) => a.day >= b.day,
  'date == date: bool': (a: FormulaDate, b: FormulaDate) => a.day === b.day,
  'instant - instant: double': (a: FormulaInstant, b: FormulaInstant) => daysFromMoment(b, a),
  'instant < instant: bool': (a: FormulaInstant, b: FormulaInstant) => a.at < b.at,
  'instant <= instant: bool': (a: FormulaInstant, b: FormulaInstant) => a.at <= b.at,
  'instant > instant: bool': (a: FormulaInstant, b: FormulaInstant) => a.at > b.at,
  'instant >= instant: bool': (a: FormulaInstant, b: FormulaInstant) => a.at >= b.at,
  'instant == instant: bool': (a: FormulaInstant, b: FormulaInstant) => a.at === b.at,
};

/**
 * Chosen: larger than any formula that a person reads, and small enough that a record's formulas take some hundred
 * microseconds at the worst. Nothing that formulas may use repeats, so the parts bound the time.
 */
const limits = { maxAstNodes: 300, maxDepth: 40, maxListElements: 50, maxMapEntries: 1, maxCallArguments: 4 };

/** The library's input to a function whose arguments it does not evaluate: its checker, and its evaluator. */
type Macro = { readonly args: readonly unknown[] };
type Checker = {
  check(node: unknown, scope: unknown): { readonly name: string; toString(): string };
  getType(name: string): unknown;
  createError(code: string, message: string, node: unknown): Error;
};
type Evaluator = { run(node: unknown, scope: unknown): unknown };

/** Whether an evaluation ended because a field is empty. Every other reason ends it for `orElse`, too. */
const isOfEmptyField = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'unknown_variable';

/** Returns an environment of the library that knows these functions and no field. Each formula adds its fields to a copy. */
export function formulaEnvironment(): Environment {
  const environment = new Environment({ limits });
  environment.registerType('money', { ctor: FormulaMoney, fields: {} });
  environment.registerType('date', { ctor: FormulaDate, fields: {} });
  environment.registerType('instant', { ctor: FormulaInstant, fields: {} });
  environment.registerType('other', { ctor: FormulaOther, fields: {} });
  for (const [signature, does] of Object.entries(operators)) environment.registerOperator(signature, does);
  for (const { name, does } of functions)
    for (const [signature, work] of Object.entries(does))
      environment.registerFunction(`${name}${signature}`, work, { async: false });
  environment.registerFunction('isEmpty(ast): bool', isEmptyMacro, { async: false });
  environment.registerFunction('orElse(ast, ast): dyn', orElseMacro, { async: false });
  return environment;
}

const isEmptyMacro = ({ args }: Macro) => ({
  args,
  async: false,
  typeCheck(checker: Checker, macro: Macro, scope: unknown): unknown {
    checker.check(macro.args[0], scope);
    return checker.getType('bool');
  },
  evaluate(evaluator: Evaluator, macro: Macro, scope: unknown): boolean {
    try {
      const value = evaluator.run(macro.args[0], scope);
      return Array.isArray(value) && value.length === 0;
    } catch (cause) {
      if (isOfEmptyField(cause)) return true;
      throw cause;
    }
  },
});

const orElseMacro = ({ args }: Macro) => ({
  args,
  async: false,
  typeCheck(checker: Checker, macro: Macro, scope: unknown): unknown {
    const [value, instead] = [checker.check(macro.args[0], scope), checker.check(macro.args[1], scope)];
    if (value.name !== instead.name)
      throw checker.createError('not_of_one_kind', `${String(value)} and ${String(instead)}`, macro.args[1]);
    return value;
  },
  evaluate(evaluator: Evaluator, macro: Macro, scope: unknown): unknown {
    try {
      return evaluator.run(macro.args[0], scope);
    } catch (cause) {
      if (isOfEmptyField(cause)) return evaluator.run(macro.args[1], scope);
      throw cause;
    }
  },
});
