// K-3: the names of own kinds and fields in histories: few, so that people conflict.

/** An own kind of record, and the kind that its records belong to. */
export type OwnKind = { readonly name: string; readonly belongsTo?: string };
export const worldKinds: readonly OwnKind[] = [
  { name: 'van' },
  { name: 'trip', belongsTo: 'crm/deal' },
  { name: 'stop', belongsTo: 'own/trip' },
];
/** The own fields, with the types that they may be defined with. */
export const worldFields: Readonly<Record<string, readonly string[]>> = {
  colour: ['text', 'text', 'choice'],
  seats: ['number', 'number', 'text'],
  price: ['money'],
  marks: ['tags'],
  near: ['ref'],
  serial: ['runningNumber'],
};
/** How the running numbers here are written (S-4e). */
export const series = { prefix: 'S-', digits: 3 };
/** The kinds that get own fields here. */
export const fieldHolders = ['crm/deal', 'crm/task', ...worldKinds.map(({ name }) => `own/${name}`)];

/** The names of own fields here. */
export const worldFieldNames: readonly string[] = Object.keys(worldFields);
/** Own fields whose later value simply wins, and the label of a definition. */
export const plainOwnFields: readonly string[] = ['colour', 'seats', 'price', 'label'];

/** Whether a refusal says that an own kind or field does not exist or is retired. */
export function isOfRetired(code = '', message = ''): boolean {
  if (code === 'records/unknown-entity') return true;
  return code === 'records/unknown-field' && worldFieldNames.some((name) => message.includes(`"${name}"`));
}
