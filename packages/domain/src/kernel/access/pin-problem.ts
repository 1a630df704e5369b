/** The fewest and the most digits of a PIN. Six: NIST SP 800-63B, 3.1.1.2, for numbers that are checked with few tries. */
export const pinLength = { min: 6, max: 12 } as const;

/**
 * PLT-41: returns why a text cannot be the PIN of a device, as a sentence; undefined where it can. It refuses the PINs
 * that a person who finds the device would try first.
 */
export function pinProblem(pin: string): string | undefined {
  if (!/^[0-9]+$/.test(pin) || pin.length < pinLength.min || pin.length > pinLength.max)
    return `A PIN has ${pinLength.min} to ${pinLength.max} digits.`;
  if (/^(\d+)\1+$/.test(pin)) return 'This PIN repeats the same digits. Choose another one.';
  if (hasOneStep(pin)) return 'These digits follow each other in a row. Choose another PIN.';
  if (isDate(pin)) return 'This PIN looks like a date, which others may know. Choose another one.';
  return undefined;
}

/** Returns whether the same step leads from each digit to the next: 345678, 987654, 890123 and 135791. */
function hasOneStep(pin: string): boolean {
  const digits = [...pin].map(Number);
  const steps = digits.slice(1).map((digit, place) => (digit - (digits[place] ?? 0) + 10) % 10);
  return new Set(steps).size === 1;
}

const isDay = (month: string, day: string): boolean =>
  Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
const isYear = (year: string): boolean => /^(?:19|20)\d\d$/.test(year);

/** Returns whether the digits are a date with a year of two or four digits, in one of the usual orders. */
function isDate(pin: string): boolean {
  const part = (from: number, count: number): string => pin.slice(from, from + count);
  const [first, second] = [part(0, 2), part(2, 2)];
  if (pin.length === 6) return isDay(second, first) || isDay(first, second) || isDay(second, part(4, 2));
  if (pin.length !== 8) return false;
  if (isYear(part(0, 4)) && isDay(part(4, 2), part(6, 2))) return true;
  return isYear(part(4, 4)) && (isDay(second, first) || isDay(first, second));
}
