import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { Avatar } from '@outpost/ui/parts/avatar';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import { Button } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { OwnErasureSection } from './own-erasure.tsx';
import { usePeopleEntities } from '../use-people.ts';
import { PictureLine } from '../../pictures/picture-line.tsx';
import { useRecords } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { changedLabel } from '../../records/act-words.ts';
import { useEntity } from '../../records/use-entity.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { listedPlaces } from '../../settings/organisation-specs.ts';
import { SettingsForm } from '../../settings/pack-settings-page.tsx';
import settings from '../../settings/settings.module.css';
import { useSignedIn } from '../../session/session-context.tsx';

const noNames = {};
const awayFields: ReadonlySet<string> = new Set(['awayFrom', 'awayUntil']);
const help: Readonly<Record<string, string>> = {
  name: 'Your colleagues see this name, also on your earlier actions.',
  timeZone:
    'Times are shown to you in this zone. The days of due dates, reports and targets stay those of the organisation.',
  locale: 'How dates, times and numbers are written for you.',
  awayFrom: 'On the days that you are away, assignment rules give you no records. Your colleagues see these days.',
  awayUntil: 'The last day. Empty: you are away until you clear the first one.',
};
const emptyTexts: Readonly<Record<string, string>> = {
  timeZone: 'As the organisation',
  locale: 'As the organisation',
};

/**
 * The own profile of a person (PLT-45): name, picture, telephone, time zone and formats. Each change is an ordinary act, works offline
 * and can be undone. Nobody needs a right for their own profile.
 */
export function ProfilePage() {
  const entity = useEntity(usePeopleEntities().person);
  const { person, organisation } = useSignedIn();
  const formats = useFormats();
  const now = useNowMs();
  const navigate = useNavigate();
  const { perform } = useActs();
  const declared = useFieldSpecs(entity, noNames);
  const [record] = useRecords([person.id]);
  const values = record?.fields;
  const specs = useMemo(() => {
    const own = [...declared].filter(([name]) => entity.fields[name]?.bySubject === true && name !== 'picture');
    return listedPlaces(new Map(own), values ?? {}, { locale: formats.locale, help, emptyTexts });
  }, [declared, entity, values, formats.locale]);
  if (!record) return null; // takes some milliseconds
  const change = (name: string, value: JsonValue): void => {
    if ((record.fields[name] ?? null) === value) return;
    const edits = [{ entity: entity.name, id: person.id, fields: { [name]: value } }];
    void perform({ label: changedLabel(entity, person.name, [name]), edits });
  };
  const form = { entity, record, defaults: record.fields, refusal: undefined, onChange: change };
  const part = (isAway: boolean) => new Map([...specs].filter(([name]) => awayFields.has(name) === isAway));
  return (
    <>
      <SettingsBar at="/settings/profile" />
      <div className={settings.page}>
        <PictureLine
          entity={entity.name}
          id={person.id}
          what="your picture"
          label="Picture"
          hint="PNG, JPEG or WebP. It is kept small, and your colleagues see it."
        >
          <Avatar name={person.name} person={person.id} isMe size={40} />
        </PictureLine>
        <SettingsForm {...form} title={`You in ${organisation.name}`} specs={part(false)}>
          <p className={settings.quiet}>{`Now and here: ${formats.instant(new Date(now).toISOString(), true)}.`}</p>
        </SettingsForm>
        <SettingsForm {...form} title="When you are away" specs={part(true)} />
        <Button size="sm" icon="history" onClick={() => void navigate({ to: '/settings/activity', search: {} })}>
          Show your actions
        </Button>
        {record.waiting > 0 ? <WaitingMark label="Changed here, to send" /> : null}
        <OwnErasureSection />
      </div>
    </>
  );
}
