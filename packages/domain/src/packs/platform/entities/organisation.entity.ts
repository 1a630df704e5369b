import { unlockBounds } from '../../../kernel/access/unlock-limits.ts';
import { settings } from '../../../kernel/catalogue/settings.ts';
import { entity } from '../../../kernel/entities/entity.ts';
import { choice, fileField, flag, number, tags, text } from '../../../kernel/entities/fields.ts';
import { OrganisationId } from '../ids.ts';

/**
 * The organisation itself: its name, and its settings for amounts, days and formats. One record of each tenant, made
 * by the server from the values at the tenant's creation. The server copies each change into its list of tenants (ADR 58).
 */
export const organisation = entity(OrganisationId, {
  label: { one: 'Organisation', many: 'Organisation' },
  icon: 'building',
  title: 'name',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  fields: {
    name: text({ required: true, maxChars: 200, label: 'Name' }),
    /** ISO 4217: the currency of an amount that is entered without one. Amounts keep the currency that they have. */
    currency: text({ required: true, maxChars: 3, label: 'Currency' }),
    /** IANA, such as "Europe/London": the days of tasks, reports and moves are days of this zone. */
    timeZone: text({ required: true, maxChars: 60, label: 'Time zone' }),
    /** BCP 47, such as "en-GB". Empty: the locale of each person's computer. */
    locale: text({ maxChars: 35, label: 'Formats' }),
    // PLT-45a: how the organisation looks to its people (ADR 104).
    /** "#2f5fd6": the organisation's name has a bar of this colour, with a mark on it. */
    accent: text({ maxChars: 7, label: 'Colour' }),
    /** A small picture, drawn in place of the first letter of the name. */
    logo: fileField({ label: 'Logo' }),
    /** MSG-36: shown below every offer by e-mail. Without it no such offer is sent. */
    postalAddress: text({ multiline: true, maxChars: 300, label: 'Postal address' }),
    /** MSG-35: offers and surveys to one address on one channel, at most this many in `offersDays` days. Either empty: no limit. */
    offersMost: number({ decimals: 0, min: 1, max: 1_000, label: 'Most offers to one receiver' }),
    offersDays: number({ decimals: 0, min: 1, max: 365, label: 'In so many days' }),
    /** MSG-46: whether e-mails of templates tell when they are opened and which of their links are used. Empty: no. */
    followsMails: flag({ label: 'Follow opens and links of e-mails' }),
    // MSG-80: visits of the organisation's websites by links of followed e-mails. Empty: none is noted.
    notesVisits: flag({ label: 'Note visits of your websites' }),
    visitedHosts: tags({ label: 'Websites whose visits are noted' }),
    // MSG-68 … MSG-70: recording of calls. All empty: no call is recorded.
    recordsCalls: flag({ label: 'Record calls' }),
    /** Where the law asks for one person's consent only, the other end hears that the call is recorded. */
    announcesRecording: flag({ label: 'Say so before each recording' }),
    keepsRecordingsOutside: flag({ label: 'Leave recordings at the provider, too' }),
    // MSG-75: the registration of texts to the United States at The Campaign Registry (A2P 10DLC). All empty: none is known here.
    textBrand: text({ maxChars: 7, label: 'Brand for texts (10DLC)' }),
    textCampaign: text({ maxChars: 7, label: 'Campaign for texts (10DLC)' }),
    /** The registry's standard use cases. Some campaigns have a special one, which an operator agrees with the networks. */
    textUseCase: choice(
      [
        { value: 'customer-care', label: 'Customer care' },
        { value: 'account', label: 'Account notifications' },
        { value: 'delivery', label: 'Delivery notifications' },
        { value: 'marketing', label: 'Marketing' },
        { value: 'mixed', label: 'Mixed' },
        { value: 'low-volume', label: 'Low volume, mixed' },
        { value: 'sole-proprietor', label: 'Sole proprietor' },
        { value: 'codes', label: 'Codes for signing in (2FA)' },
        { value: 'security', label: 'Security and fraud alerts' },
        { value: 'polling', label: 'Polls that are not political' },
        { value: 'public-service', label: 'Public service announcements' },
        { value: 'education', label: 'Higher education' },
        { value: 'special', label: 'A special use case' },
      ],
      { label: 'Use case of the campaign' },
    ),
    weekStart: choice(
      [
        { value: 'monday', label: 'Monday' },
        { value: 'saturday', label: 'Saturday' },
        { value: 'sunday', label: 'Sunday' },
      ],
      { label: 'First day of the week' },
    ),
    /** A device that has not asked the server for this many days must sign in again (PLT-19). Empty: `usualSessionLimits`. */
    idleDays: number({
      decimals: 0,
      min: 1,
      max: 90,
      dangerous: true,
      label: 'Days unused until a device is signed out',
    }),
    /** Every session ends after this many days, used or not. Empty: as above. */
    sessionDays: number({
      decimals: 0,
      min: 1,
      max: 365,
      dangerous: true,
      label: 'Days until everybody signs in again',
    }),
    /**
     * Hours between the start of a recovery by an administrator and the removal of a person's second factors (PLT-28).
     * Empty: 24.
     */
    recoveryHours: number({
      decimals: 0,
      min: 1,
      max: 168,
      dangerous: true,
      label: 'Hours until second factors are removed',
    }),
    /**
     * The smallest number of characters of a new password. Empty, or fewer than the server requires: the number of the
     * server.
     */
    passwordChars: number({
      decimals: 0,
      min: 12,
      max: 64,
      dangerous: true,
      label: 'Minimum characters of a password',
    }),
    /**
     * Days for which a device may sign in without the second factor after a right one on that device, if its person
     * chooses so. Empty or 0: never (PLT-18).
     */
    trustDays: number({
      decimals: 0,
      min: 0,
      max: 90,
      dangerous: true,
      label: 'Days a device may sign in without the second factor',
    }),
    /** Wrong tries in a row on a device; after them only a sign-in online opens its data (PLT-38). Empty: `usualUnlockLimits`. */
    unlockTries: number({
      decimals: 0,
      ...unlockBounds.unlockTries,
      dangerous: true,
      label: 'Wrong tries until a device requires a sign-in online',
    }),
    /** Days without contact, after which only a sign-in online opens the data on a device. Empty: as above. */
    offlineDays: number({
      decimals: 0,
      ...unlockBounds.offlineDays,
      dangerous: true,
      label: 'Days offline until a device requires a sign-in online',
    }),
    /** Minutes without use after which a device locks at the latest. Empty: as each person chooses. */
    lockMinutes: number({
      decimals: 0,
      ...unlockBounds.lockMinutes,
      dangerous: true,
      label: 'Minutes unused until a device locks',
    }),
    /** A-6, PLT-44: kinds of record that devices do not hold, for everyone or for a role: "crm/deal", "crm/deal@member". */
    keptOffDevices: tags({ dangerous: true, label: 'Not kept on devices' }),
    // ADR 73: for how long the journal keeps entries of each class. Empty: for ever. The minimum is a year: reports and
    // audits look back that far.
    securityDays: number({
      decimals: 0,
      min: 365,
      max: 36_500,
      dangerous: true,
      label: 'Days to keep security entries',
    }),
    complianceDays: number({
      decimals: 0,
      min: 1_095,
      max: 36_500,
      dangerous: true,
      label: 'Days to keep compliance entries',
    }),
    changeDays: number({
      decimals: 0,
      min: 730,
      max: 36_500,
      dangerous: true,
      label: 'Days to keep changes of records',
    }),
  },
  listed: ['name', 'currency', 'timeZone'],
});

/** The settings of the organisation (T-24). The server replaces the defaults by the values at the tenant's creation. */
export const organisationSettings = settings(organisation, {
  whose: 'tenant',
  defaults: { name: 'Organisation', currency: 'USD', timeZone: 'UTC' },
});
