// K-3: the names that people in a history give to what is their organisation's own: few, so that they meet.

/** A kind of record of an organisation's own, and what its records belong to. */
export type OwnKind = { readonly name: string; readonly belongsTo?: string };
export const ownKinds: readonly OwnKind[] = [
  { name: 'van' },
  { name: 'trip', belongsTo: 'crm/deal' },
  { name: 'stop', belongsTo: 'own/trip' },
];
/** Fields of the organisation's own, by the types that they may be defined with. */
export const ownFields: Readonly<Record<string, readonly string[]>> = {
  colour: ['text', 'text', 'choice'],
  seats: ['number', 'number', 'text'],
  price: ['money'],
  marks: ['tags'],
  near: ['ref'],
};
/** The kinds that people here give fields to. */
export const fieldHolders = ['crm/deal', 'crm/task', ...ownKinds.map(({ name }) => `own/${name}`)];

/** The names that people here give to fields of their own. */
export const ownFieldNames: readonly string[] = Object.keys(ownFields);
/** Those whose later value simply wins, with the label of a definition. */
export const plainOwnFields: readonly string[] = ['colour', 'seats', 'price', 'label'];

/** Whether somebody was refused because a kind or field of their organisation's own is not there, or used no more. */
export function isOfRetired(code = '', message = ''): boolean {
  if (code === 'records/unknown-entity') return true;
  return code === 'records/unknown-field' && ownFieldNames.some((name) => message.includes(`"${name}"`));
}
