/** the kind of record that lists the kinds that devices do not hold, and its field. */
export const organisationKind = 'platform/organisation';
export const keptOffField = 'keptOffDevices';

/**
 * The kinds that an organisation keeps off devices in histories. A line is a kind, for everyone or for the people
 * with a role.
 */
export const keptOffChoices: readonly (readonly string[])[] = [
  [],
  [],
  ['crm/deal'],
  ['crm/task'],
  ['crm/deal@manager'],
  ['crm/task@member', 'crm/deal@viewer'],
  ['crm/deal', 'crm/task@manager'],
];
