import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import { endFor, useShareEnds } from '../../record/sharing/use-share-ends.ts';
import { useIsOffline } from '../../session/use-from-server.ts';
import { useRecord } from '../../queries/record-queries.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { keyOfRole, labelOfRole } from '../memberships.ts';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities, useRolesAndTeams } from '../use-people.ts';
import people from '../people.module.css';
import { AsSeen } from './as-seen.tsx';
import { DraftEffects } from './draft-effect.tsx';
import { GiveAccessDialog } from './give-access-dialog.tsx';
import { SeenByList } from './seen-by-list.tsx';
import { SightAnswer, type SightOf } from './sight-answer.tsx';
import type { SightChoice } from './sight-choice.ts';
import { SightQuestion } from './sight-question.tsx';
import { TimedAccessTable, useTimedAccess } from './timed-access.tsx';
import { useSight } from './use-sight.ts';
import { useSightReport } from './use-sight-report.ts';
import classes from './sight.module.css';

const at = '/settings/who-can-see';

type Props = { readonly choice: SightChoice; readonly onChoice: (choice: SightChoice) => void };

/**
 * The page "Who can see": the rights of a person or a role to one record with the grants that decide, and all people
 * who see it. The server judges, so that records and people that this device does not have count, too.
 */
export function WhoCanSeePage(props: Props) {
  const may = useMayAdminister();
  const { person } = usePeopleEntities();
  return may.person ? (
    <WhoCanSee {...props} />
  ) : (
    <NotForYou at={at} what="people" title="Only administrators see the rights of others" list={person} />
  );
}

function WhoCanSee({ choice, onChoice }: Props) {
  const ofRoles = useRolesAndTeams();
  return ofRoles ? <Tabs choice={choice} onChoice={onChoice} {...ofRoles} /> : <SettingsBar at={at} />; // takes some milliseconds
}

type Ground = { readonly roles: readonly ShownRecord[]; readonly teams: readonly ShownRecord[] };
type TabId = 'sight' | 'running' | 'ended';

/** The question and its answer, the access that ends, and the access that has ended. */
function Tabs({ choice, onChoice, ...ground }: Props & Ground) {
  const formats = useFormats();
  const [tab, setTab] = useState<TabId>('sight');
  const [isGiving, setGiving] = useState(false);
  const timed = useTimedAccess(ground);
  const { entities } = useCatalogue();
  const person = useRecord(choice.person).data?.record;
  const found = useRecord(choice.record);
  const record = found.data?.record;
  const entity = record && record.id === choice.record ? entities.get(record.entity) : undefined;
  const give = () => setGiving(true);
  useShortcuts([{ keys: 'c', label: 'Give access', section: 'Who can see', run: give }]);
  const tabs = [
    { id: 'sight', label: 'Who can see', count: undefined },
    { id: 'running', label: 'With an end', count: timed?.running.length },
    { id: 'ended', label: 'Ended', count: timed?.ended.length },
  ] as const;
  return (
    <>
      <SettingsBar
        at={at}
        secondary={tab === 'sight' && entity && record ? <AsReport choice={choice} record={record} {...ground} /> : null}
        primary={{ label: 'Give access', icon: 'key', keys: 'c', onPress: give }} />
      <div className={classes.page}>
        <div className={people.tabs} role="group" aria-label="Access">
          {tabs.map(({ id, label, count }) => (
            <button
              key={id}
              type="button"
              className={people.tab}
              aria-pressed={id === tab}
              onClick={() => setTab(id)}
            >
              {label}{' '}
              {count === undefined ? null : <span className={people.quiet}>{formats.count(count)}</span>}
            </button>
          ))}
        </div>
        {tab === 'sight' ? (
          <Sight choice={choice} onChoice={onChoice} person={person} {...ground} />
        ) : timed === undefined ? null : (
          <TimedAccessTable
            key={tab}
            rows={timed[tab]}
            isEnded={tab === 'ended'}
            onChoose={(chosen) => {
              onChoice(chosen);
              setTab('sight');
            }}
          />
        )}
      </div>
      {isGiving ? (
        <GiveAccessDialog
          person={person?.id === choice.person ? person : undefined}
          entity={entity}
          answer={entity ? found.data : undefined}
          onClose={() => setGiving(false)}
        />
      ) : null}
    </>
  ); // prettier-ignore
}

type AsReportProps = Pick<Props, 'choice'> & Ground & { readonly record: ShownRecord };

/** Has the server make a report of the shown answer. It is for people who read the journal, where the report is kept. */
function AsReport({ choice, record, roles }: AsReportProps) {
  const may = useMayAdminister();
  const isOffline = useIsOffline();
  const { make, isBusy } = useSightReport();
  if (!may.role) return null;
  const role = roles.find(({ id }) => id === choice.role);
  const of = role ? { role: keyOfRole(role) } : choice.person === undefined ? undefined : { person: choice.person };
  return (
    <Button
      icon="download"
      disabledReason={isOffline ? 'The server makes reports, and this device is offline.' : undefined}
      onClick={() => {
        // The button stays as it is while the server works, so that it keeps the focus.
        if (!isBusy)
          void make({ record: { entity: record.entity, id: record.id }, ...(of === undefined ? {} : { of }) });
      }}
    >
      As a report
    </Button>
  );
}

function Sight({ choice, onChoice, person, ...ground }: Props & Ground & { readonly person: ShownRecord | undefined }) {
  const { entities } = useCatalogue();
  const found = useRecord(choice.record);
  const record = found.data?.record;
  const entity = record && record.id === choice.record ? entities.get(record.entity) : undefined;
  const role = ground.roles.find(({ id }) => id === choice.role);
  const of = sightOf(choice, { person, role });
  return (
    <>
      <SightQuestion choice={choice} onChoice={onChoice} person={person} record={record} roles={ground.roles} />
      {found.data && entity ? (
        <OfRecord
          of={of}
          person={person}
          entity={entity}
          answer={found.data}
          choice={choice}
          onChoice={onChoice}
          {...ground}
        />
      ) : choice.record !== undefined && found.isError ? (
        <EmptyState
          icon="eye-off"
          title="This device does not hold the record"
          add={{ label: 'Choose another record', onPress: () => onChoice({ ...choice, record: undefined }) }}
        />
      ) : choice.record === undefined ? (
        <EmptyState icon="eye" title="Choose a record">
          You then see all people who see it, each with the reason. You can also open this page from the menu of a
          record.
        </EmptyState>
      ) : null}
    </>
  );
}

type OfRecordProps = Props &
  Ground & {
    readonly of: SightOf | undefined;
    /** The chosen person's record, where this device has it. */
    readonly person: ShownRecord | undefined;
    readonly entity: Entity;
    readonly answer: CallOutput<'records.get'>;
  };

/** The rights of the chosen person or role to the record, the record as they see it, and all people who see it. */
function OfRecord({ of, person, entity, answer, choice, onChoice, ...ground }: OfRecordProps) {
  const formats = useFormats();
  const { record } = answer;
  const ends = useShareEnds(entity, record);
  const sight = useSight(
    'access.explain',
    { of: of?.asked ?? { role: '' }, record: { entity: record.entity, id: record.id } },
    { isOff: of === undefined },
  );
  const until = of && 'person' in of.asked ? endFor(ends, of.asked.person) : undefined;
  return (
    <div className={classes.parts}>
      {of === undefined ? (
        <EmptyState icon="user" title="Choose a person or a role">
          You then see what they may do with {titleOf(entity, record)}, and by which grants.
        </EmptyState>
      ) : (
        <div className={classes.beside}>
          <SightAnswer
            key={`${of.key} ${record.id}`}
            of={of}
            answer={sight}
            entity={entity}
            record={record}
            until={until}
            {...ground}
          />
          {person && 'person' in of.asked && of.asked.person === person.id ? (
            <DraftEffects person={person} roles={ground.roles} entity={entity} record={record} />
          ) : null}
        </div>
      )}
      <div className={classes.beside}>
        {of && sight.data ? (
          <AsSeen
            of={of}
            entity={entity}
            answer={answer}
            explained={sight.data}
            until={until === undefined ? undefined : formats.date(formats.dayOf(until))}
          />
        ) : null}
        <SeenByList
          key={record.id}
          entity={entity}
          record={record}
          {...ground}
          chosen={choice.person}
          onPerson={(id) => onChoice({ person: id, record: record.id })}
        />
      </div>
    </div>
  );
}

type Found = { readonly person: ShownRecord | undefined; readonly role: ShownRecord | undefined };

/** Returns the chosen person or role as the server is asked for it; undefined while nothing is chosen. */
function sightOf(choice: SightChoice, { person, role }: Found): SightOf | undefined {
  if (role) {
    const key = keyOfRole(role);
    return { key, asked: { role: key }, name: `A ${labelOfRole(role)}`, within: `a ${labelOfRole(role)}` };
  }
  if (choice.person === undefined) return undefined;
  const name = person?.id === choice.person ? person.fields['name'] : undefined;
  const known = typeof name === 'string';
  return {
    key: choice.person,
    asked: { person: choice.person },
    name: known ? name : 'This person',
    within: known ? name : 'this person',
  };
}
