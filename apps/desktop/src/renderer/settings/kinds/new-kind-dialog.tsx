import type { JsonValue } from '@outpost/domain/kernel/json';
import { Form } from '@outpost/ui/fields/editors/form';
import { z } from 'zod';
import { useLocal } from '../../queries/use-local.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { NewDefinitionDialog } from '../definitions/new-definition-dialog.tsx';
import { type KeptDraft, useNewDefinition } from '../definitions/use-new-definition.ts';
import { addKindRequest, kindCalled } from './kind-definitions.ts';
import { belongsToSpec, kindSpecs } from './kind-specs.ts';
import dialog from '../../window/dialog.module.css';

type Props = {
  /** Names that the kind can't have. */
  readonly taken: ReadonlySet<string>;
  readonly onClose: () => void;
};

const emptyDraft = { label: '', labelMany: '', icon: '', belongsTo: '' };
const draftSchema = z
  .object({ label: z.string(), labelMany: z.string(), icon: z.string(), belongsTo: z.string() })
  .catch(emptyDraft);
type Draft = z.infer<typeof draftSchema>;

/** Adds a kind of record. The input is kept on this device until the kind exists. */
export function NewKindDialog(props: Props) {
  const [kept, keep] = useLocal('draft/own-kind');
  if (kept === undefined) return null; // takes some milliseconds
  return <DialogWithDraft {...props} draft={draftSchema.parse(kept)} onDraft={keep} />;
}

function DialogWithDraft({ taken, onClose, ...kept }: Props & KeptDraft<Draft>) {
  const catalogue = useCatalogue();
  const { values, latest, errors, setErrors, change, perform } = useNewDefinition(kept, onClose);
  const onValue = (id: string, value: JsonValue) => change({ [id]: typeof value === 'string' ? value : '' });

  const add = async () => {
    const { icon, belongsTo } = latest.current;
    const [label, labelMany] = [latest.current.label.trim(), latest.current.labelMany.trim()];
    if (label === '') return setErrors({ label: 'Enter the name of one of them.' });
    if (labelMany === '') return setErrors({ labelMany: 'Enter the name of many of them.' });
    const same = kindCalled(catalogue, label) ?? kindCalled(catalogue, labelMany);
    if (same)
      return setErrors({
        [kindCalled(catalogue, label) ? 'label' : 'labelMany']: `There are ${same.label.many.toLowerCase()} already.`,
      });
    return perform(addKindRequest({ label, labelMany, icon, belongsTo }, taken));
  };
  return (
    <NewDefinitionDialog title="New kind of record" addLabel="Add the kind" onAdd={add} onClose={onClose}>
      <Form
        specs={[...kindSpecs, belongsToSpec(catalogue)]}
        values={values}
        onChange={onValue}
        errors={errors}
        autoFocus
      />
      <p className={dialog.quiet}>
        Everyone has the kind then, offline too. Its first field is the name; add the others under Fields. It has
        activities, tasks and files like the others.
      </p>
    </NewDefinitionDialog>
  );
}
