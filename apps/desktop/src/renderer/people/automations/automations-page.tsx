import { EmptyState } from '@outpost/ui/states/empty-state';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { ListedBeside } from '../listed-beside.tsx';
import { NotForYou, PeopleBar } from '../people-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { AutomationDetails } from './automation-details.tsx';
import { automationState } from './automation-words.ts';
import classes from './automations.module.css';

const at = '/settings/automations';
/** While the page is open, runs go on by themselves. */
const everyMs = 15_000;

/** What the server does when records change, with the runs of each automation. For administrators. */
export function AutomationsPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  if (!may.role) return <NotForYou at={at} what="automations" list={role} />;
  return <Automations />;
}

function Automations() {
  const formats = useFormats();
  const past = usePastCatalogue();
  const answer = useFromServer('automations.list', null, { everyMs });
  const [chosen, setChosen] = useState<string>();
  const kindOf = (name: string | undefined): string => past.entities.get(name ?? '')?.label.many ?? '';
  return (
    <>
      <PeopleBar at={at} />
      <div className={classes.page}>
        <FromServer answer={answer} offline="The server has the automations">
          {({ automations }) =>
            automations.length === 0 ? (
              <EmptyState icon="bolt" title="No automations yet">
                An automation makes tasks, changes fields and tells people when a record changes. It has the rights of
                the person who wrote it.
              </EmptyState>
            ) : (
              <ListedBeside
                label="Automations"
                back="All automations"
                items={automations}
                entry={(one) => ({
                  name: one.name,
                  state: automationState(one),
                  quiet: [kindOf(one.version?.definition?.entity), (one.runs.waiting ?? 0) > 0 ? `${formats.number(one.runs.waiting ?? 0)} waiting` : ''].filter(Boolean).join(', '), // prettier-ignore
                })}
                chosen={chosen}
                onChoose={setChosen}
              >
                {(shown) => <AutomationDetails key={shown.id} automation={shown} onChanged={answer.again} />}
              </ListedBeside>
            )
          }
        </FromServer>
      </div>
    </>
  );
}
