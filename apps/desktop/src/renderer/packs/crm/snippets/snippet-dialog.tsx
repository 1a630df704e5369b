import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { isLanguage, isShortcut, mostSnippetChars } from '@outpost/domain/kernel/templates/snippets';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useActs } from '../../../queries/use-acts.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import dialog from '../../../window/dialog.module.css';
import { Dialog } from '../../../window/dialog.tsx';
import { sameShortcut, snippetOf } from './same-shortcut.ts';
import { snippetKind } from './use-snippets.ts';
import classes from './snippets.module.css';

type Props = {
  /** Undefined for a new one. */
  readonly snippet?: ShownRecord;
  /** Whether the person may open a snippet to everybody. */
  readonly mayOpen: boolean;
  readonly mayDelete: boolean;
  /** All that the person sees. */
  readonly snippets: readonly ShownRecord[];
  readonly onClose: () => void;
};

/** PSH-1: asks for the shortcut, the words, the language and the audience of a snippet. */
export function SnippetDialog({ snippet, mayOpen, mayDelete, snippets, onClose }: Props) {
  const { person } = useSignedIn();
  const { perform } = useActs();
  const { locale } = useFormats();
  const [values, setValues] = useState({
    name: textIn(snippet?.fields['name']),
    shortcut: textIn(snippet?.fields['shortcut']),
    words: textIn(snippet?.fields['words']),
    language: textIn(snippet?.fields['language']),
    audience: textIn(snippet?.fields['audience']),
  });
  const [isTried, setTried] = useState(false);
  const typed = (field: keyof typeof values) => ({
    value: values[field],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      setValues({ ...values, [field]: event.currentTarget.value }),
  });
  const shortcut = values.shortcut.trim().startsWith(';') ? values.shortcut.trim() : `;${values.shortcut.trim()}`;
  const language = values.language.trim();
  const ownerId = snippet?.ownerId ?? person.id;
  const kept = snippetOf({ id: snippet?.id ?? 'new', ownerId, fields: { ...values, shortcut, language } }, person.id);
  const others = snippets.map((one) => snippetOf(one, person.id));
  const same = sameShortcut(kept, others, locale);
  const note = isShortcut(shortcut) ? same.note : undefined;
  const faults = {
    name: values.name.trim() === '' ? 'Name it, so that it is found in the list.' : undefined,
    shortcut: !isShortcut(shortcut)
      ? 'Use 1 to 24 letters, digits or hyphens behind the semicolon, such as ;addr.'
      : same.fault,
    words: values.words.trim() === '' ? 'Write the words that replace the shortcut.' : undefined,
    language:
      language !== '' && !isLanguage(language) ? 'Name the language by its tag, such as en, es or de-CH.' : undefined,
  };
  const shown = (field: keyof typeof faults) => (isTried ? faults[field] : undefined);
  const save = async () => {
    setTried(true);
    if (Object.values(faults).some((fault) => fault !== undefined)) return;
    const fields = {
      name: values.name.trim(),
      shortcut,
      words: values.words,
      language: language === '' ? null : language,
      ...(mayOpen ? { audience: values.audience === '' ? null : values.audience } : {}),
    };
    const made = snippet
      ? { label: `Changed the snippet ${fields.name}`, edits: [{ entity: snippetKind.name, id: snippet.id, fields }] }
      : { label: `Added the snippet ${fields.name}`, edits: [{ entity: snippetKind.name, create: { fields, ownerId: person.id } }] }; // prettier-ignore
    if (await perform(made)) onClose();
  };
  const remove = async () => {
    if (snippet === undefined) return;
    const edits = [{ entity: snippetKind.name, id: snippet.id, fields: { life: 'deleted' } }];
    if (await perform({ label: `Deleted the snippet ${values.name.trim()}`, edits })) onClose();
  };
  return (
    <Dialog title={snippet ? 'Change the snippet' : 'New snippet'} size={560} onClose={onClose}>
      <SubmitForm className={dialog.dialog} onSubmit={save}>
        <TextInput label="Name" maxLength={80} dir="auto" data-autofocus error={shown('name')} {...typed('name')} />
        <TextInput
          label="Shortcut"
          description="Typed in any text, with a blank or Tab behind it: ;addr"
          maxLength={25}
          spellCheck={false}
          autoComplete="off"
          error={shown('shortcut')}
          {...typed('shortcut')}
        />
        <p className={note === undefined ? 'outpost-visually-hidden' : classes.note} role="status">
          {note}
        </p>
        <Textarea
          label="Words"
          description="Values stand in double braces, such as {{ contact.firstName }} or {{ me.name }}. An empty one becomes a gap to fill in."
          maxLength={mostSnippetChars}
          autosize
          minRows={4}
          maxRows={14}
          dir="auto"
          error={shown('words')}
          {...typed('words')}
        />
        <TextInput
          label="Language"
          description="Empty for every language. Of snippets with the same shortcut, the one in your language is used, then yours, then everybody’s."
          maxLength={12}
          spellCheck={false}
          autoComplete="off"
          error={shown('language')}
          {...typed('language')}
        />
        <NativeSelect
          label="For"
          disabled={!mayOpen}
          {...(mayOpen ? {} : { description: 'Administrators open snippets to everybody.' })}
          data={[
            { value: '', label: 'You' },
            { value: 'everyone', label: 'Everybody' },
          ]}
          {...typed('audience')}
        />
        <div className={dialog.acts}>
          {snippet && mayDelete ? <Button onClick={() => void remove()}>Delete</Button> : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter">
            {snippet ? 'Save' : 'Add the snippet'}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
