/** The values at a tenant's creation. */
export type NewTenant = {
  readonly orgId: string;
  readonly name: string;
  /** ISO 4217; the currency of an amount without one. */
  readonly currency: string;
  /** IANA; used for relative dates of reports. */
  readonly timeZone: string;
};
