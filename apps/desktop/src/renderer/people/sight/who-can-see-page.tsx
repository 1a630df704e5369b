import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { EmptyState } from '@outpost/ui/states/empty-state';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecord } from '../../queries/record-queries.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { keyOfRole, labelOfRole } from '../memberships.ts';
import { NotForYou, PeopleBar } from '../people-bar.tsx';
import { useMayAdminister, usePeopleEntities, useRolesAndTeams } from '../use-people.ts';
import { SeenByList } from './seen-by-list.tsx';
import { SightAnswer, type SightOf } from './sight-answer.tsx';
import type { SightChoice } from './sight-choice.ts';
import { SightQuestion } from './sight-question.tsx';
import classes from './sight.module.css';

const at = '/settings/who-can-see';

type Props = { readonly choice: SightChoice; readonly onChoice: (choice: SightChoice) => void };

/**
 * "Who can see": the rights of a person or a role to one record with the grants that decide, and all people who see the record. The server
 * judges, so that records and people that this device does not hold count, too.
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
  const { entities } = useCatalogue();
  const person = useRecord(choice.person).data?.record;
  const found = useRecord(choice.record);
  const record = found.data?.record;
  const entity = record && record.id === choice.record ? entities.get(record.entity) : undefined;
  if (!ofRoles) return <PeopleBar at={at} />; // takes some milliseconds
  const role = ofRoles.roles.find(({ id }) => id === choice.role);
  const of = sightOf(choice, { person, role });
  return (
    <>
      <PeopleBar at={at} />
      <div className={classes.page}>
        <SightQuestion choice={choice} onChoice={onChoice} person={person} record={record} roles={ofRoles.roles} />
        {record && entity ? (
          <div className={classes.parts}>
            {of === undefined ? (
              <EmptyState icon="user" title="Choose a person or a role">
                You then see what they may do with {titleOf(entity, record)}, and by which grants.
              </EmptyState>
            ) : (
              <SightAnswer key={`${of.key} ${record.id}`} of={of} entity={entity} record={record} {...ofRoles} />
            )}
            <SeenByList
              key={record.id}
              entity={entity}
              record={record}
              {...ofRoles}
              chosen={choice.person}
              onPerson={(id) => onChoice({ person: id, record: record.id })}
            />
          </div>
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
      </div>
    </>
  );
}

type Found = { readonly person: ShownRecord | undefined; readonly role: ShownRecord | undefined };

/** Returns the chosen person or role as the server is asked for it; undefined while nothing is chosen. */
function sightOf(choice: SightChoice, { person, role }: Found): SightOf | undefined {
  if (role) {
    const key = keyOfRole(role);
    return { key, asked: { role: key }, name: `A ${labelOfRole(role)}` };
  }
  if (choice.person === undefined) return undefined;
  const name = person?.id === choice.person ? person.fields['name'] : undefined;
  return {
    key: choice.person,
    asked: { person: choice.person },
    name: typeof name === 'string' ? name : 'This person',
  };
}
