import { organisationEntity } from '../../bridge/organisation-entity.ts';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import { Icon } from '@outpost/ui/parts/icons';
import { usePicture } from '@outpost/ui/parts/pictures';
import { useMemo } from 'react';
import { PictureLine } from '../pictures/picture-line.tsx';
import pictures from '../pictures/pictures.module.css';
import { useRecordList } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { changedLabel } from '../records/act-words.ts';
import { refusalOf } from '../records/may.ts';
import { useEntity } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { KeptOffChoices } from './kept-off-choices.tsx';
import { ArchiveSection } from './archive-section.tsx';
import { organisationSpecs } from './organisation-specs.ts';
import { SettingsForm } from './pack-settings-page.tsx';
import { ShortName } from './short-name.tsx';
import classes from './settings.module.css';

const noNames = {};

const ofDevices = ['passwordChars', 'recoveryHours', 'trustDays', 'idleDays', 'sessionDays', 'unlockTries', 'offlineDays', 'lockMinutes']; // prettier-ignore
const ofMessages = [
  'postalAddress',
  'textBrand',
  'textCampaign',
  'textUseCase',
  'offersMost',
  'offersDays',
  'followsMails',
  'notesVisits',
  'visitedHosts',
  'recordsCalls',
  'announcesRecording',
  'keepsRecordingsOutside',
];
const ofLook = ['accent', 'logo'];
/** it has an editor of its own. */
const keptOff = 'keptOffDevices';
const ofJournal = ['securityDays', 'complianceDays', 'changeDays'];
/** A new setting is in the first section until it is listed in another one. */
const sections = [
  {
    title: 'Name, currency and formats',
    has: (name: string) => ![...ofDevices, ...ofJournal, ...ofLook, ...ofMessages, keptOff].includes(name),
  },
  { title: 'Look', has: (name: string) => name === 'accent' },
  { title: 'Messages', has: (name: string) => ofMessages.includes(name) },
  { title: 'Devices and sign-in', has: (name: string) => ofDevices.includes(name) },
  { title: 'Journal', has: (name: string) => ofJournal.includes(name) },
];

/**
 * The settings of the organisation itself (PLT-15): its name and formats, and the limits of devices (PLT-19, PLT-38).
 * Also the kinds that devices do not keep (PLT-44), how long the journal is kept, and for owners the short name (PLT-52) and the archive (PLT-45b). Each change is an ordinary act
 * of an administrator, works offline and can be undone. Other people only read them.
 */
export function OrganisationPage() {
  const entity = useEntity(organisationEntity);
  const principal = usePrincipal();
  const session = useSignedIn();
  const formats = useFormats();
  const { perform } = useActs();
  const declared = useFieldSpecs(entity, noNames);
  const { data, error } = useRecordList({ entity: organisationEntity, limit: 1 });
  const record = data?.rows[0];
  const { organisation, timeZone, currency, person } = session;
  const isOwner = session.memberships.some(({ role, teamId }) => role === 'owner' && teamId === null);
  const known = { name: organisation.name, currency, timeZone };
  const values = record?.fields ?? known;
  const specs = useMemo(() => organisationSpecs(declared, values, formats.locale), [declared, values, formats.locale]);
  if (error) throw error; // drawn by the screen's boundary
  if (!data) return null; // takes some milliseconds
  const nameOf = (id: string) => (id === person.id ? person.name : undefined);
  const refusal = record && refusalOf(principal, 'administer', entity, { record, nameOf });
  const change = (name: string, value: JsonValue): void => {
    if (!record || (record.fields[name] ?? null) === value) return;
    const edits = [{ entity: organisationEntity, id: record.id, fields: { [name]: value } }];
    void perform({ label: changedLabel(entity, organisation.name, [name]), edits });
  };
  return (
    <>
      <SettingsBar at="/settings/organisation" />
      <div className={classes.page}>
        {sections.map(({ title, has }, place) => (
          <SettingsForm
            key={title}
            title={title}
            entity={entity}
            specs={new Map([...specs].filter(([name]) => has(name)))}
            record={record}
            defaults={known}
            refusal={refusal === undefined ? undefined : 'Only administrators change the organisation.'}
            onChange={change}
          >
            {place === 0 ? <Sample /> : null}
            {title === 'Look' && record && refusal === undefined ? (
              <PictureLine
                entity={entity.name}
                id={record.id}
                what="the logo"
                label="Logo"
                hint="PNG, JPEG or WebP. It is shown before the name of the organisation."
              >
                <Logo record={record.id} />
              </PictureLine>
            ) : null}
          </SettingsForm>
        ))}
        {record ? (
          <KeptOffChoices
            value={record.fields[keptOff]}
            refusal={refusal === undefined ? undefined : 'Only administrators change the organisation.'}
            onChange={(lines) => change(keptOff, [...lines])}
          />
        ) : null}
        {isOwner ? <ShortName /> : null}
        {isOwner || refusal === undefined ? <ArchiveSection isOwner={isOwner} /> : null}
        {record && record.waiting > 0 ? <WaitingMark label="Changed here, to send" /> : null}
      </div>
    </>
  );
}

/** The logo as it is now. */
function Logo({ record }: { readonly record: string }) {
  const picture = usePicture(record);
  return (
    <span className={pictures.logo}>
      {picture === undefined ? <Icon name="building" size={20} /> : <img src={picture} alt="The logo" />}
    </span>
  );
}

/** How an amount, a day and a time are written with these settings. */
function Sample() {
  const formats = useFormats();
  const now = useNowMs();
  const amount = formats.money({ amount: 123_450, currency: formats.currency }, { decimals: 'always' });
  return (
    <p className={classes.quiet}>
      {`Now and here: ${formats.instant(new Date(now).toISOString(), true)}. An amount: ${amount}.`}
    </p>
  );
}
