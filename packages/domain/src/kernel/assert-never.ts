/** Closes a union: does not compile while a case is missing, and is a fault if a value from outside slips through. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
