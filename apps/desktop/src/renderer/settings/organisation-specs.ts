import { dayWords } from '@outpost/domain/kernel/days';
import { recordingLawsAsOf } from '@outpost/domain/kernel/messages/recording/recording-laws';
import { usualSessionLimits } from '@outpost/domain/kernel/access/session-limits';
import { usualUnlockLimits } from '@outpost/domain/kernel/access/unlock-limits';
import type { FieldSpec, SpecOption } from '@outpost/ui/fields/field-spec';
import { currencyOptions } from '../window/locale/currency-options.ts';
import { timeZoneOptions } from '../window/locale/time-zone-options.ts';

/** Languages with their regions that the list offers. A value outside of the list is kept and shown. */
const locales = [
  'en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA', 'ar-EG', 'cs-CZ', 'da-DK', 'de-AT', 'de-CH', 'de-DE', 'es-ES',
  'es-MX', 'fi-FI', 'fr-BE', 'fr-CA', 'fr-FR', 'he-IL', 'it-IT', 'ja-JP', 'ko-KR', 'nb-NO', 'nl-NL', 'pl-PL', 'pt-BR', 'pt-PT', 'sv-SE',
  'tr-TR', 'zh-CN',
]; // prettier-ignore

const emptyTexts: Readonly<Record<string, string>> = {
  locale: 'As on each person’s computer',
  weekStart: 'As the formats have it',
  accent: 'Outpost’s own',
  postalAddress: 'None: no offers are sent by e-mail',
  visitedHosts: 'None: no visits are noted',
  textBrand: 'None',
  textCampaign: 'None: networks in the United States may block texts',
  offersMost: 'No limit',
  offersDays: 'No limit',
  idleDays: `${usualSessionLimits.idleDays} days`,
  sessionDays: `${usualSessionLimits.sessionDays} days`,
  trustDays: 'Never',
  unlockTries: `${usualUnlockLimits.unlockTries} tries`,
  offlineDays: 'No limit',
  lockMinutes: 'As each person chooses',
  securityDays: 'For ever',
  complianceDays: 'For ever',
  changeDays: 'For ever',
};
const help: Readonly<Record<string, string>> = {
  currency:
    'New amounts, and amounts typed without a currency, get this one. Existing amounts keep their currency: nothing is converted.',
  timeZone:
    'The days of tasks, reports and moves are days of this zone. Times that are there stay the same moments, and are shown in it.',
  locale: 'How dates, times and numbers are written.',
  idleDays:
    'A device that has not asked the server for so long signs in again. Its data stays on it, and opens with the password.',
  sessionDays: 'After so many days everybody signs in again, however much they use a device.',
  trustDays:
    'After a right second factor, a person may let a device ask for only the password for so many days. Dangerous acts still ask for it.',
  unlockTries:
    'Counted on the device, without a network too. Nothing is deleted then: a sign-in online opens the data again.',
  offlineDays:
    'A device that has not reached the server for so long locks. Unsent changes stay in the encrypted file, and are sent after the sign-in.',
  lockMinutes: 'People can choose a shorter time on their devices, but no longer time.',
  accent:
    'A colour such as #2f5fd6, for a bar at the top of the rail, and for the mark of the organisation. It must be visible in the light and in the dark theme.',
  weekStart: 'Where calendars begin. Reports count weeks from Monday.',
  postalAddress:
    'Shown below every offer and survey by e-mail, with a link to get no more of them. The law of the United States asks for it (CAN-SPAM).',
  offersMost:
    'More offers and surveys to one address or number are refused, by e-mail and by text each for itself. Messages about a contract are not counted.',
  offersDays: 'The limit counts what went out in this many days. Both numbers are needed.',
  textBrand:
    'The id of your brand at The Campaign Registry, such as BABC123. The provider of texts shows it after the registration.',
  textCampaign:
    'The id of your campaign there, such as CABC123. Networks in the United States block texts from a ten-digit number without a registered campaign (Twilio’s error 30034). Outpost keeps the id and does not register it: do that at the provider.',
  textUseCase: 'Texts must fit the use case of the campaign. Offers need a marketing or mixed one.',
  followsMails:
    'Links of e-mails made from templates lead through this server, and a small picture tells when an e-mail is opened. The receivers’ consent may be needed for it: ask a lawyer first. E-mails that are out already stay as they are.',
  notesVisits:
    'The server notes which pages of your websites a person reads after they have used a link of an e-mail. It does so only for people who have agreed to Visits, as their page says under Consent. The setting above must be on, too. Your website needs a few lines of code: read “Visits of your websites” in the help.',
  visitedHosts:
    'At most 20 names, as in the address line and in small letters, such as www.example.com. Press Enter after each. Only pages of these websites with https count.',
  recordsCalls: `Calls that Outpost connects are recorded, and kept as files of the record. Where the law of one end asks for everybody’s consent, the other end must agree by a key first. By the laws of the United States as of ${dayWords(recordingLawsAsOf)}; everywhere else everybody is asked. This is no legal advice: ask a lawyer first.`,
  announcesRecording: 'Where the consent of one person is enough, the other end hears that the call is recorded.',
  keepsRecordingsOutside: 'Otherwise the provider deletes its copy once the recording is safe here.',
  securityDays:
    'Sign-ins, refusals and changes of rights are kept for a year at least. Older ones lose their content within a day; the chain stays whole.',
  complianceDays: 'Exports, erasures, reports and changes of settings are kept for three years at least.',
  changeDays: 'Changes of records are kept for two years at least. The records themselves stay.',
};

/**
 * Returns the fields of the organisation's settings with their help. Currency, time zone and formats are lists of the values that
 * this computer knows, in the words of `locale`.
 */
export function organisationSpecs(
  declared: ReadonlyMap<string, FieldSpec>,
  values: Readonly<Record<string, unknown>>,
  locale: string,
): ReadonlyMap<string, FieldSpec> {
  return listedPlaces(declared, values, { locale, help, emptyTexts });
}

/** Returns fields whose currencies, time zones and formats are lists of the values that this computer knows, with help and words for none. */
export function listedPlaces(
  declared: ReadonlyMap<string, FieldSpec>,
  values: Readonly<Record<string, unknown>>,
  {
    locale,
    help: helps,
    emptyTexts: empties,
  }: {
    readonly locale: string;
    readonly help: Readonly<Record<string, string>>;
    readonly emptyTexts: Readonly<Record<string, string>>;
  },
): ReadonlyMap<string, FieldSpec> {
  const lists: Readonly<Record<string, readonly SpecOption[]>> = {
    currency: currencyOptions(locale),
    timeZone: timeZoneOptions(),
    locale: localeOptions(locale),
  };
  return new Map(
    [...declared].map(([name, spec]) => {
      const { id, label, isRequired } = spec;
      const options = lists[name];
      const more = {
        ...(helps[name] === undefined ? {} : { help: helps[name] }),
        ...(empties[name] === undefined ? {} : { emptyText: empties[name] }),
      };
      return [
        name,
        options === undefined
          ? { ...spec, ...more }
          : { id, label, isRequired, ...more, kind: 'choice', options: withValue(options, values[name]) },
      ];
    }),
  );
}

function localeOptions(locale: string): readonly SpecOption[] {
  const names = new Intl.DisplayNames(locale, { type: 'language' });
  return locales.map((tag) => ({ value: tag, label: `${names.of(tag) ?? tag}, ${tag}` }));
}

/** Adds the present value to a list that lacks it, so that it is shown. */
const withValue = (options: readonly SpecOption[], value: unknown): readonly SpecOption[] =>
  typeof value !== 'string' || value === '' || options.some((option) => option.value === value)
    ? options
    : [{ value, label: value }, ...options];
