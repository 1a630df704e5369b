import { consentKinds } from '../../kernel/catalogue/consents/consent-kinds.ts';
import { consent } from './entities/consent.entity.ts';
import { suppression } from './entities/suppression.entity.ts';

/** How the pack's consents and suppressions are read. */
export const crmConsents = consentKinds({
  consent,
  suppression,
  address: 'address',
  consentOf: ({ channel, purpose, standing, givenAt, address, endsOn, mustBeConfirmed, confirmedAt }) => ({
    channel,
    purpose,
    isGiven: standing === 'given',
    at: givenAt,
    address,
    endsOn,
    mustBeConfirmed: mustBeConfirmed === true,
    confirmedAt,
  }),
  suppressionOf: ({ address, channel, reason, since, endedAt, covers }) => ({
    address,
    channel,
    reason,
    since,
    endedAt,
    covers,
  }),
});
