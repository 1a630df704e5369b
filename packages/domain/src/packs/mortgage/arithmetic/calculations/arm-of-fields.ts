import type { Cannot } from '../../../../kernel/catalogue/calculations/calculation.ts';
import type { ArmField, ArmTerms } from '../arm-rates.ts';
import { cannot } from '../../inputs/input-faults.ts';

/** The values of `armFields`. */
export type ArmValues = { readonly [K in ArmField]?: number | undefined };

const usualMonths = 12;

/** Returns the terms of an adjustable rate; an empty object for a fixed one. Refuses an adjustable rate with a missing term. */
export function armOfFields(values: ArmValues): { readonly arm?: ArmTerms } | Cannot<ArmField> {
  const {
    fixedMonths,
    adjustMonths = usualMonths,
    index,
    margin,
    initialCap,
    periodicCap,
    lifetimeCap,
    floor,
  } = values;
  if (fixedMonths === undefined) {
    const given = (['index', 'margin', 'initialCap', 'periodicCap', 'lifetimeCap', 'floor'] as const).find((name) => values[name] !== undefined); // prettier-ignore
    return given === undefined ? {} : cannot('fixedMonths', 'Give the months of the first rate, or leave the terms of an adjustable rate empty.'); // prettier-ignore
  }
  const missing = (name: ArmField) => cannot(name, 'An adjustable rate needs this value.');
  if (index === undefined) return missing('index');
  if (margin === undefined) return missing('margin');
  if (initialCap === undefined) return missing('initialCap');
  if (periodicCap === undefined) return missing('periodicCap');
  if (lifetimeCap === undefined) return missing('lifetimeCap');
  const lowest = floor === undefined ? {} : { floor };
  return {
    arm: { fixedMonths, adjustMonths, index: [index], margin, initialCap, periodicCap, lifetimeCap, ...lowest },
  };
}
