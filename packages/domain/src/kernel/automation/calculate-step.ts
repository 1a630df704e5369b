import type { Calculation } from '../catalogue/calculations/calculation.ts';
import type { JsonValue } from '../json.ts';
import type { Calculated } from '../query/calculate.ts';
import type { StepOf } from './automation-definition.ts';
import { type StepGround, valueForField } from './step-edits.ts';

/** AUT-19: returns the values that a step gives to a calculation. An empty value is left out, so the calculation says that it is missing. */
export function valuesToCalculate(ground: StepGround, { takes }: Calculation, { give }: StepOf<'calculate'>): Readonly<Record<string, JsonValue>> {
  const values = Object.entries(give).map(([name, value]) => [name, valueForField(ground, takes[name], value)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== null && value !== ''));
} // prettier-ignore

/** AUT-19: returns the step that writes the answer of a calculation into the record. A value that it did not give empties its field. */
export const keepingStep = ({ id, keep }: StepOf<'calculate'>, answer: Calculated): StepOf<'change'> => ({
  id,
  kind: 'change',
  set: Object.fromEntries(Object.entries(keep).map(([field, name]) => [field, { is: answer[name] ?? null }])),
});
