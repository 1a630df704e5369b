import { NativeSelect, TextInput } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { purposeChoices } from '@outpost/domain/packs/crm/message-choices';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { recordActsOf } from '../../../records/creating/record-acts.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { useActs } from '../../../queries/use-acts.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import { Dialog } from '../../../window/dialog.tsx';
import dialog from '../../../window/dialog.module.css';
import { templateKind } from './use-templates.ts';

type Props = { readonly onClose: () => void; readonly onMade: (id: string) => void };

/** Asks for the name of a template, its kind of record, and its purpose. Its words are written on the page. */
export function NewTemplateDialog({ onClose, onMade }: Props) {
  const catalogue = useCatalogue();
  const { person } = useSignedIn();
  const { perform } = useActs();
  const kinds = [...catalogue.entities.values()].filter(
    (kind: Entity) => !kind.isRetired && recordActsOf(catalogue, kind).some(({ id }) => id === 'email'),
  );
  const [name, setName] = useState('');
  const [about, setAbout] = useState(kinds.find(({ stages }) => stages !== undefined)?.name ?? kinds[0]?.name ?? '');
  const [purpose, setPurpose] = useState<string>(purposeChoices[0].value);
  const [error, setError] = useState<string>();
  const make = async () => {
    if (name.trim() === '') return setError('Name it after its occasion.');
    const fields = { name: name.trim(), about, purpose };
    const edits = [{ entity: templateKind.name, create: { fields, ownerId: person.id } }];
    const [id] = (await perform({ label: `Added the template ${name.trim()}`, edits })) ?? [];
    if (id !== undefined) onMade(id);
  };
  return (
    <Dialog title="New template" size={480} onClose={onClose}>
      <SubmitForm className={dialog.dialog} onSubmit={make}>
        <TextInput
          label="Name"
          description="The occasion, such as “After the proposal”."
          value={name}
          error={error}
          data-autofocus
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Written about"
          description="Its values come from a record of this kind."
          data={kinds.map((kind) => ({ value: kind.name, label: kind.label.one }))}
          value={about}
          onChange={(event) => setAbout(event.currentTarget.value)}
        />
        <NativeSelect
          label="Purpose"
          description="Offers and surveys go only to people who agreed to them."
          data={purposeChoices.map(({ value, label }) => ({ value, label }))}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter">
            Add the template
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
