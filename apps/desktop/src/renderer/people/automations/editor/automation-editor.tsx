import { isAutomated } from '@outpost/domain/kernel/automation/definition-problem';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useRecordAnswers } from '../../../queries/record-queries.ts';
import { useFormDraft } from '../../../queries/use-form-draft.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { EditorPage } from './editor-page.tsx';
import type { Edited } from './use-editing.ts';
import { useVersionsOf } from './use-versions.ts';

type Props = {
  /** The id of an automation; `new`: one that is not saved yet. */
  readonly id: string;
  /** Called with the id that a new automation got. */
  readonly onSaved: (id: string) => void;
  readonly onClose: () => void;
};

/** AUT-11: the editor of one automation. Its draft is kept on this device until it is saved as a version. */
export function AutomationEditor({ id, onSaved, onClose }: Props) {
  const isNew = id === 'new';
  const { entities } = useCatalogue();
  const [answer] = useRecordAnswers(isNew ? [] : [id]);
  const versions = useVersionsOf(isNew ? undefined : id);
  const kept = useFormDraft(`automation/${id}`);
  if (answer === 'gone')
    return (
      <EmptyState
        icon="bolt"
        title="This automation is not on this device"
        add={{ label: 'All automations', onPress: onClose }}
      >
        It may be deleted, or not here yet.
      </EmptyState>
    );
  if ((!isNew && answer === undefined) || versions === undefined || kept === undefined) return null; // takes some milliseconds
  const kinds = [...entities.values()].filter(isAutomated);
  const firstKind = (kinds.find(({ stages }) => stages !== undefined) ?? kinds[0])?.name ?? '';
  const edited: Edited = { record: answer?.record, versions, kept, firstKind };
  return <EditorPage key={id} edited={edited} onSaved={onSaved} onClose={onClose} />;
}
