import { Textarea, TextInput } from '@mantine/core';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { houseLayout } from '@outpost/domain/kernel/templates/house-layout';
import { Button } from '@outpost/ui/parts/button';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { useRef, useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { refusalText, useActs } from '../../../queries/use-acts.ts';
import { type FormDraft, useFormDraft } from '../../../queries/use-form-draft.ts';
import { useEntity } from '../../../records/use-entity.ts';
import { InsertValue } from '../../../records/values/insert-value.tsx';
import { textIn } from '../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import { useBridge } from '../../../window/app-ports.tsx';
import { TemplatePreview } from './template-preview.tsx';
import { writtenInTemplates } from './offered-values.ts';
import { TemplateVersions } from './template-versions.tsx';
import { useOfferedValues } from './use-offered-values.ts';
import { templateKind, useVersions, versionKind } from './use-templates.ts';
import classes from './templates.module.css';

type Props = { readonly template: ShownRecord; readonly mayWrite: boolean };

/** The editor of one template: its words, a preview with a real record, and its versions. */
export function TemplateEditor({ template, mayWrite }: Props) {
  const versions = useVersions(template.id);
  const draft = useFormDraft(`template/${template.id}`);
  if (versions === undefined || draft === undefined) return null; // takes some milliseconds
  return <Editor template={template} mayWrite={mayWrite} versions={versions} draft={draft} />;
}

type EditorProps = Props & { readonly versions: readonly ShownRecord[]; readonly draft: FormDraft };
type Part = 'subject' | 'words' | 'layout';

function Editor({ template, mayWrite, versions, draft }: EditorProps) {
  const bridge = useBridge();
  const { person } = useSignedIn();
  const { perform } = useActs();
  const entity = useEntity(textIn(template.fields['about']));
  const offered = useOfferedValues(entity, undefined);
  const words = useRef<HTMLTextAreaElement>(null);
  const [faults, setFaults] = useState<readonly string[]>([]);
  const [frame, setFrame] = useState<{ readonly layout: string; readonly frame: string }>();
  const [isSaving, setSaving] = useState(false);
  const [newest] = versions;
  const savedIn = (part: Part) => textIn(newest?.fields[part]);
  const valueOf = (part: Part) => (typeof draft.values[part] === 'string' ? textIn(draft.values[part]) : savedIn(part));
  const isChanged = (['subject', 'words', 'layout'] as const).some((part) => valueOf(part) !== savedIn(part));
  const change = (part: Part) => (value: string) => draft.onValue(part, value);

  /** Returns the layout as HTML; undefined where it has faults, which are shown. */
  const compiled = async (layout: string): Promise<string | undefined> => {
    setFaults([]);
    if (layout.trim() === '') return houseFrame;
    if (frame?.layout === layout) return frame.frame;
    const answer = await bridge.call('templates.compile', { layout });
    if (!answer.ok) {
      setFaults([refusalText(answer)]);
      return undefined;
    }
    if ('faults' in answer.value) {
      setFaults(answer.value.faults);
      return undefined;
    }
    setFrame({ layout, frame: answer.value.frame });
    return answer.value.frame;
  };
  const save = async () => {
    if (isSaving) return;
    setSaving(true);
    const layout = valueOf('layout');
    const made = await compiled(layout);
    if (made !== undefined) {
      const fields = {
        template: template.id,
        subject: valueOf('subject').trim(),
        words: valueOf('words'),
        frame: made,
        ...(layout.trim() === '' ? {} : { layout }),
      };
      const edits = [{ entity: versionKind.name, create: { fields, ownerId: person.id } }];
      if (await perform({ label: `Changed the template ${titleOf(templateKind, template)}`, edits })) draft.forget();
    }
    setSaving(false);
  };
  const layout = valueOf('layout');
  const shownFrame =
    layout.trim() === ''
      ? houseFrame
      : frame?.layout === layout
        ? frame.frame
        : textIn(newest?.fields['frame']) || houseFrame;
  const why = !mayWrite
    ? 'Your role may not change templates.'
    : valueOf('subject').trim() === '' || valueOf('words').trim() === ''
      ? 'A template needs a subject and words.'
      : isSaving
        ? 'It is being saved.'
        : isChanged
          ? undefined
          : 'Nothing has changed.';
  return (
    <div className={classes.editor}>
      <section className={classes.writing} aria-label="Words">
        <h2 dir="auto">{titleOf(templateKind, template)}</h2>
        <TextInput
          label="Subject"
          value={valueOf('subject')}
          maxLength={400}
          dir="auto"
          readOnly={!mayWrite}
          onChange={(event) => change('subject')(event.currentTarget.value)}
        />
        <div className={classes.words}>
          <SnippetTextarea
            keepsValues
            ref={words}
            label="Text"
            description="Markdown: **bold**, lists, [links](https://…). Values stand in double braces."
            value={valueOf('words')}
            maxLength={20_000}
            autosize
            minRows={10}
            maxRows={24}
            dir="auto"
            readOnly={!mayWrite}
            onChange={(event) => change('words')(event.currentTarget.value)}
          />
          {mayWrite ? (
            <InsertValue
              offered={offered}
              written={writtenInTemplates}
              into={words}
              onText={(text) => change('words')(text)}
            />
          ) : null}
        </div>
        <details className={classes.layout}>
          <summary>Layout</summary>
          <Textarea
            label="Layout (MJML)"
            description="Empty: the house layout. {{ words }} stands where the text comes."
            value={layout}
            placeholder={houseLayout}
            maxLength={40_000}
            autosize
            minRows={6}
            maxRows={18}
            spellCheck={false}
            readOnly={!mayWrite}
            error={faults.length === 0 ? undefined : faults.join(' ')}
            classNames={{ input: classes.code ?? '' }}
            onChange={(event) => change('layout')(event.currentTarget.value)}
            onBlur={(event) => void compiled(event.currentTarget.value)}
          />
        </details>
        <div className={classes.acts}>
          <span className={classes.quiet} role="status">
            {faults.length > 0 ? 'The layout has faults. ' : ''}
            {isChanged ? 'The draft is kept on this device.' : ''}
          </span>
          {isChanged ? <Button onClick={draft.forget}>Discard the draft</Button> : null}
          <Button variant="primary" onClick={() => void save()} disabledReason={why}>
            Save as new version
          </Button>
        </div>
        <TemplateVersions
          versions={versions}
          onTake={(version) => {
            for (const part of ['subject', 'words', 'layout'] as const)
              draft.onValue(part, textIn(version.fields[part]));
          }}
        />
      </section>
      <TemplatePreview
        entity={entity}
        letter={{ subject: valueOf('subject'), words: valueOf('words') }}
        frame={shownFrame}
      />
    </div>
  );
}
