const wide: readonly string[] = ['address', 'json', 'file', 'sealed'];

/** Why a kind of field is not changed inside a grid's cell, or nothing where it is. */
export const cellRefusal = (kind: string): string | undefined =>
  wide.includes(kind) ? 'Open the record to change this.' : undefined;
