import { EmptyState } from '@outpost/ui/states/empty-state';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import { usePastCatalogue } from '../../records/use-entity.ts';
import { ListedBeside } from '../listed-beside.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { RuleDetails } from './rule-details.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { useAssignmentRules } from '../automations/use-assignment-rules.ts';
import classes from './assignment.module.css';

const at = '/settings/assignment';

type Props = {
  /** The rule that is being edited: its id, or `new`. */
  readonly edited: string | undefined;
  readonly onEdit: (id: string | undefined) => void;
};

/** The rules that say who gets a record, what they decided, and the editor of one. For administrators. */
export function AssignmentPage({ edited, onEdit }: Props) {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  const [chosen, setChosen] = useState<string>();
  if (!may.role) return <NotForYou at={at} what="assignment rules" list={role} />;
  if (edited === undefined) return <Rules chosen={chosen} onChoose={setChosen} onEdit={onEdit} />;
  return (
    <RuleEditor
      key={edited}
      id={edited}
      onClose={(shown) => {
        if (shown !== undefined) setChosen(shown);
        onEdit(undefined);
      }}
    />
  );
}

type ListProps = Pick<Props, 'onEdit'> & {
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
};

function Rules({ chosen, onChoose, onEdit }: ListProps) {
  const formats = useFormats();
  const past = usePastCatalogue();
  const rules = useAssignmentRules();
  const add = { label: 'New assignment rule', onPress: () => onEdit('new') };
  return (
    <>
      <SettingsBar at={at} primary={{ ...add, icon: 'plus' }} />
      <div className={classes.page}>
        {rules === undefined ? null : rules.length === 0 ? ( // takes some milliseconds
          <EmptyState icon="users-group" title="No assignment rules yet" add={add}>
            A rule says who gets a record: in turn, by weight, or the person with the fewest open ones. A step of an
            automation assigns records by it, and says why.
          </EmptyState>
        ) : (
          <ListedBeside
            label="Assignment rules"
            back="All assignment rules"
            items={rules}
            entry={({ name, definition }) => ({
              name,
              state: definition === undefined ? { text: 'cannot be read here', tone: 'warn' } : { text: formats.plural(definition.parts.length, 'part', 'parts'), tone: 'neutral' },
              quiet: past.entities.get(definition?.entity ?? '')?.label.many ?? '',
            })}
            chosen={chosen}
            onChoose={onChoose}
          >
            {(shown) => <RuleDetails key={shown.id} rule={shown} onEdit={() => onEdit(shown.id)} />}
          </ListedBeside>
        )}
      </div>
    </>
  );
} // prettier-ignore
