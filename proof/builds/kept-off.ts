/** the kind of record that lists the kinds that devices do not hold, and its field. */
export const organisationKind = 'platform/organisation';
export const keptOffField = 'keptOffDevices';

/**
 * Chosen: the server's work on old records counts so many months on, while all records of a history are of its few days. So
 * records are older than three months and younger than twelve, at every moment of a history.
 */
export const monthsOn = 6;

/**
 * The kinds that an organisation keeps off devices in histories. A line is a kind, for everyone or for the people
 * with a role. A number says that only records are kept off that were not changed for so many months.
 */
export const keptOffChoices: readonly (readonly string[])[] = [
  [],
  [],
  ['crm/deal'],
  ['crm/task'],
  ['crm/deal@manager'],
  ['crm/task@member', 'crm/deal@viewer'],
  ['crm/deal', 'crm/task@manager'],
  ['crm/deal@*>12', 'crm/task@*>12'],
  ['crm/task@*>3'],
  ['crm/deal@manager>3', 'crm/task@member>12'],
];
