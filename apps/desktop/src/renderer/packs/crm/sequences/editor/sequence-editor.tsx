import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { useFormDraft } from '../../../../queries/use-form-draft.ts';
import { useTemplates } from '../../templates/use-templates.ts';
import { EditorForm } from './editor-form.tsx';
import { useSequenceVersions } from '../use-sequences.ts';

type Props = {
  /** Left out: a new one. */
  readonly sequence: ShownRecord | undefined;
  /** How many records are under way in it. */
  readonly underWay: number;
  /** `made`: the id of the saved sequence; left out if nothing was saved. */
  readonly onClose: (made?: string) => void;
};

/** The editor of a sequence. What is typed is kept on this device until it is saved as a new version. */
export function SequenceEditor({ sequence, underWay, onClose }: Props) {
  const draft = useFormDraft(`sequence/${sequence?.id ?? 'new'}`);
  const versions = useSequenceVersions(sequence?.id);
  const templates = useTemplates();
  if (draft === undefined || templates === undefined || (sequence !== undefined && versions === undefined)) return null; // takes some milliseconds
  return (
    <EditorForm
      sequence={sequence}
      versions={versions ?? []}
      templates={templates}
      draft={draft}
      underWay={underWay}
      onClose={onClose}
    />
  );
}
