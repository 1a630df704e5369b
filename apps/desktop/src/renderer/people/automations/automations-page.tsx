import { EmptyState } from '@outpost/ui/states/empty-state';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { ListedBeside } from '../listed-beside.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { AutomationDetails } from './automation-details.tsx';
import { automationState } from './automation-words.ts';
import { AutomationEditor } from './editor/automation-editor.tsx';
import { useListedAutomations } from './listed-automations.ts';
import classes from './automations.module.css';

const at = '/settings/automations';
/** While the page is open, runs go on by themselves. */
const everyMs = 15_000;

type Props = {
  /** The automation that is being edited: its id, or `new`. */
  readonly edited: string | undefined;
  readonly onEdit: (id: string | undefined) => void;
};

/** The list of automations, with the runs of each one and its editor. For administrators. */
export function AutomationsPage({ edited, onEdit }: Props) {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  const [chosen, setChosen] = useState<string>();
  if (!may.role) return <NotForYou at={at} what="automations" list={role} />;
  if (edited !== undefined)
    return (
      <AutomationEditor
        id={edited}
        onClose={() => {
          if (edited !== 'new') setChosen(edited);
          onEdit(undefined);
        }}
        onSaved={onEdit}
      />
    );
  return <Automations chosen={chosen} onChoose={setChosen} onEdit={onEdit} />;
}

type ListProps = Pick<Props, 'onEdit'> & {
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
};

function Automations({ chosen, onChoose, onEdit }: ListProps) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const answer = useFromServer('automations.list', null, { everyMs });
  const automations = useListedAutomations(answer.data?.automations);
  const kindOf = (name: string | undefined): string => past.entities.get(name ?? '')?.label.many ?? '';
  const add = { label: 'New automation', onPress: () => onEdit('new') };
  return (
    <>
      <SettingsBar at={at} primary={{ ...add, icon: 'plus' }} />
      <div className={classes.page}>
        {automations === undefined ? (
          <FromServer answer={answer} offline="The server has the automations" />
        ) : automations.length === 0 ? (
          <EmptyState icon="bolt" title="No automations yet" add={add}>
            An automation makes tasks, changes fields and tells people when a record changes. It has the rights of the
            person who wrote it.
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
            onChoose={onChoose}
          >
            {(shown) => (
              <AutomationDetails
                key={shown.id}
                automation={shown}
                onChanged={answer.again}
                onEdit={() => onEdit(shown.id)}
              />
            )}
          </ListedBeside>
        )}
      </div>
    </>
  );
}
