const wide: readonly string[] = ['address', 'json', 'file', 'sealed'];

/** Returns why fields of this kind cannot be edited inside a grid's cell, or `undefined` where they can. */
export const cellRefusal = (kind: string): string | undefined =>
  wide.includes(kind) ? 'Open the record to change this.' : undefined;
