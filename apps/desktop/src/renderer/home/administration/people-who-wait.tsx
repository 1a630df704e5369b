import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ShownRecovery } from '../../../bridge/calls/identity/people-calls.ts';
import { standingOf } from '../../people/standing-of.ts';
import { useInvites } from '../../people/invites/use-invites.ts';
import { usePeople, usePeopleEntities } from '../../people/use-people.ts';
import { useEntity } from '../../records/use-entity.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { useFromServer } from '../../session/use-from-server.ts';
import { HomeLine, NothingToShow } from '../home-section.tsx';
import { MoreLines, mostLines, ServerSection } from './server-section.tsx';
import classes from '../home.module.css';

/** Chosen: as often as the page of people. */
const againMs = 60_000;
const none: readonly ShownRecovery[] = [];

/** The people who have not signed in yet, with their invitations, and those whose second factors are to be removed. */
export function PeopleWhoWait() {
  const formats = useFormats();
  const now = useNowMs();
  const navigate = useNavigate();
  const entity = useEntity(usePeopleEntities().person);
  const all = usePeople();
  const invites = useInvites();
  const answer = useFromServer('people.contacts', null, { everyMs: againMs });
  const recoveries = useFromServer('people.recoveries', null, { everyMs: againMs }).data?.recoveries ?? none;
  const names = useRefNames(useMemo(() => recoveries.map(({ personId }) => personId), [recoveries]));
  const open = (person?: string) => void navigate({ to: '/settings/people', search: person === undefined ? {} : { person } }); // prettier-ignore
  return (
    <ServerSection title="People who wait" answer={answer} all={{ words: 'All people', onPress: () => open() }}>
      {({ people }) => {
        const contacts = new Map(people.map((one) => [one.id, one]));
        const waiting = (all?.people ?? [])
          .map((person) => ({ person, standing: standingOf(person, { contacts, invites, formats, now }) }))
          .filter(({ standing }) => standing.group === 'invited')
          .toSorted((a, b) => Number(b.standing.tone === 'warn') - Number(a.standing.tone === 'warn'));
        return (
          <>
            {all && waiting.length === 0 && recoveries.length === 0 ? (
              <NothingToShow>Nobody waits: everybody has signed in.</NothingToShow>
            ) : null}
            <ul>
              {recoveries.map(({ personId, dueAt }) => (
                <HomeLine
                  key={`recovery ${personId}`}
                  before={<Icon name="shield" size={16} />}
                  title={names[personId]?.title ?? 'Somebody who is gone'}
                  detail="Their second factors are removed then, and they set up new ones."
                  onPress={() => open(personId)}
                  trailing={formats.relative(dueAt, now)}
                />
              ))}
              {waiting.slice(0, mostLines).map(({ person, standing }) => (
                <HomeLine
                  key={person.id}
                  before={<Avatar name={titleOf(entity, person)} person={person.id} />}
                  title={titleOf(entity, person)}
                  detail={standing.words}
                  onPress={() => open(person.id)}
                  trailing={
                    standing.contact === '' ? undefined : (
                      <span className={standing.tone === 'warn' ? classes.warn : undefined}>{standing.contact}</span>
                    )
                  }
                />
              ))}
            </ul>
            <MoreLines
              count={waiting.length}
              words={{ one: 'person has not signed in', many: 'people have not signed in' }}
            />
          </>
        );
      }}
    </ServerSection>
  );
}
