/** Closes a union: it does not compile while a case is missing, and throws for an unexpected value from outside. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
