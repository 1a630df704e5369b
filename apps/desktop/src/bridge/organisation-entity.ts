/** The kind of record with the settings of the organisation. Each tenant has one record of it, made by the server. */
export const organisationEntity = 'platform/organisation';
