/** The names of the organisation, the record and the claim in the custom arguments of an e-mail. SendGrid repeats them in each event. */
export const markNames = { org: 'outpost_org', record: 'outpost_record', claim: 'outpost_claim' } as const;
