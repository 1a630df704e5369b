import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { instantAt } from '@outpost/domain/kernel/calendar/wall-time';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { mostTextChars, textPartsInWords } from '@outpost/domain/kernel/messages/text-parts';
import type { Purpose } from '@outpost/domain/kernel/messages/message';
import { purposeChoices } from '@outpost/domain/packs/crm/message-choices';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { useState } from 'react';
import { useRecordList } from '../../../../queries/record-queries.ts';
import { useActs } from '../../../../queries/use-acts.ts';
import { type FormDraft, useFormDraft } from '../../../../queries/use-form-draft.ts';
import { OnlyFilter } from '../../../../reports/only-filter.tsx';
import { useCatalogue, useEntity } from '../../../../records/use-entity.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../../session/session-context.tsx';
import { useAppPorts } from '../../../../window/app-ports.tsx';
import { useKeptInput } from '../../sequences/use-kept-input.ts';
import { useNewestVersions } from '../../sequences/use-sequences.ts';
import { useTemplates } from '../../templates/use-templates.ts';
import { campaignKind, campaignKinds } from '../use-campaigns.ts';
import { PreviewedAudience } from './audience-preview.tsx';
import { type CampaignDraft, faultOfWords, planOfDraft, readCampaignDraft } from './campaign-draft.ts';
import { FollowingFields } from './following-fields.tsx';
import { isOfTemplate } from './following-steps.ts';
import { PostFields } from './post-fields.tsx';
import classes from '../campaigns.module.css';

/** `made`: the id of the started campaign; left out if nothing was started. */
type Props = { readonly onClose: (made?: string) => void };

/** The editor of a new campaign. What is typed is kept on this device until the campaign starts. */
export function CampaignEditor({ onClose }: Props) {
  const draft = useFormDraft('campaign/new');
  return draft === undefined ? null : <EditorForm draft={draft} onClose={onClose} />; // takes some milliseconds
}

const isPurpose = (value: string): value is Purpose => purposeChoices.some((one) => one.value === value);

function EditorForm({ draft: kept, onClose }: Props & { readonly draft: FormDraft }) {
  const { entities } = useCatalogue();
  const { newId } = useAppPorts();
  const { person, timeZone } = useSignedIn();
  const { perform } = useActs();
  const { currency: home } = useFormats();
  const input = useKeptInput(kept);
  const [isStarting, setStarting] = useState(false);
  const draft = readCampaignDraft(input.values);
  const entity = useEntity(draft.about);
  const templates = (useTemplates(draft.about) ?? []).map((one) => ({ value: one.id, label: textIn(one.fields['name']) }));
  const accounts = useRecordList({ entity: 'crm/social-account', where: { field: 'status', op: 'is', value: 'connected' }, limit: 100 }).data?.rows ?? [];
  const newest = useNewestVersions(templates.map(({ value }) => value));
  const set = <K extends keyof CampaignDraft>(name: K, value: CampaignDraft[K]) => input.onValue(name, value);
  type Texts = { [K in keyof CampaignDraft]: CampaignDraft[K] extends string ? K : never }[keyof CampaignDraft];
  const typed = (name: Texts) => ({ value: draft[name], onChange: (event: { readonly currentTarget: { readonly value: string } }) => input.onValue(name, event.currentTarget.value) });
  const ticked = (name: 'living' | 'isTest' | 'isTimed' | 'weekdays' | 'isPriced') => ({ checked: draft[name], onChange: (event: { readonly currentTarget: { readonly checked: boolean } }) => input.onValue(name, event.currentTarget.checked) });
  const purpose: Purpose = isPurpose(draft.purpose) ? draft.purpose : 'offers';
  const made = planOfDraft(draft, { versionOf: (template) => newest?.get(template)?.id, currency: home });
  const places = draft.isTest ? [0, 1] : [0];
  const faults = places.map((place) => {
    if (draft.channel === 'text') return faultOfWords(entity, { subject: '', words: draft.words[place] ?? '' });
    const version = newest?.get(draft.templates[place] ?? '');
    return version && faultOfWords(entity, { subject: textIn(version.fields['subject']), words: textIn(version.fields['words']) });
  });
  const laterFaults = draft.following.map(({ words, template, ...one }) => {
    if (!isOfTemplate(one)) return faultOfWords(entity, { subject: '', words });
    const version = newest?.get(template);
    return version && faultOfWords(entity, { subject: textIn(version.fields['subject']), words: textIn(version.fields['words']) });
  });
  const fault = [...faults, ...laterFaults].find((one) => one !== undefined);
  const why = !made.ok ? made.why : fault !== undefined ? `A message cannot be used: ${fault}` : isStarting ? 'It is being started.' : undefined;
  const start = async () => {
    if (!made.ok || why !== undefined) return;
    setStarting(true);
    const [id, name] = [newId(), draft.name.trim()];
    const begins = draft.beginsOn === '' ? {} : { beginsAt: instantAt(draft.beginsOn, draft.beginsAt, timeZone) };
    const fields = { name, about: draft.about, purpose, channel: draft.channel, plan: made.plan as unknown as JsonValue, status: 'running', ...begins };
    if (await perform({ label: cutLabel(`Started the campaign ${name}`), edits: [{ entity: campaignKind.name, id, create: { fields, ownerId: person.id } }] })) {
      input.forget();
      onClose(id);
    }
    setStarting(false);
  };
  const variantName = (place: number) => (draft.isTest ? `Message ${place === 0 ? 'A' : 'B'}` : 'Message');
  const changedAt = (list: readonly string[], place: number, value: string) => [0, 1].map((at) => (at === place ? value : (list[at] ?? '')));
  const isDraft = Object.keys(input.values).length > 0;
  return (
    <div className={classes.page}>
      <section className={classes.editor} aria-label="Campaign">
        <TextInput label="Name" maxLength={120} dir="auto" data-autofocus {...typed('name')} />
        <fieldset className={classes.fields}>
          <legend>Who gets it?</legend>
          <div className={classes.row}>
            <NativeSelect label="Goes to" data={campaignKinds.map((kind) => ({ value: kind, label: entities.get(kind)?.label.many ?? kind }))} {...typed('about')} />
            <NativeSelect label="Purpose" data={purposeChoices.map(({ value, label }) => ({ value, label }))} {...typed('purpose')} />
            <NativeSelect label="Channel" data={[{ value: 'email', label: 'E-mail' }, { value: 'text', label: 'Text' }]} value={draft.channel} onChange={(event) => input.onValue('channel', event.currentTarget.value)} />
          </div>
          <OnlyFilter entity={entity} label="Only those with" value={draft.where ?? undefined} onChange={(next) => set('where', next ?? null)} />
          <Checkbox label="Living list: read again each morning, for those who match later" {...ticked('living')} />
          <PreviewedAudience entity={entity} where={draft.where} channel={draft.channel} purpose={purpose} />
        </fieldset>
        <fieldset className={classes.fields}>
          <legend>What do they get?</legend>
          {places.map((place) => (
            <div key={place} className={classes.fields}>
              {draft.channel === 'email' ? (
                <NativeSelect label={`${variantName(place)}: template`} data={[{ value: '', label: templates.length === 0 ? 'No template for this kind of record yet' : 'Choose a template' }, ...templates]} value={draft.templates[place] ?? ''} onChange={(event) => set('templates', changedAt(draft.templates, place, event.currentTarget.value))} />
              ) : (
                <SnippetTextarea keepsValues label={`${variantName(place)}: words`} description={`Values are written like {{ ${draft.about.split('/')[1] ?? ''}.firstName }}. ${textPartsInWords(draft.words[place] ?? '')}`} value={draft.words[place] ?? ''} maxLength={mostTextChars} autosize minRows={2} maxRows={8} dir="auto" onChange={(event) => set('words', changedAt(draft.words, place, event.currentTarget.value))} />
              )}
              {faults[place] === undefined ? null : (
                <p className={classes.fault} role="status">
                  {faults[place]} A campaign can name texts and choices of the record, and {'{{ me.name }}'}.
                </p>
              )}
            </div>
          ))}
          <Checkbox label="Try two messages on a part of the members first" {...ticked('isTest')} />
          {draft.isTest ? (
            <div className={classes.row}>
              <TextInput label="Share of the members, %" inputMode="numeric" maxLength={2} {...typed('share')} />
              <NativeSelect label="Wins by" data={[{ value: 'replied', label: 'Replies' }, { value: 'deal', label: 'Deals' }]} value={draft.measure} onChange={(event) => input.onValue('measure', event.currentTarget.value)} />
              <TextInput label="Decided after, hours" inputMode="numeric" maxLength={3} {...typed('waitHours')} />
              <TextInput label="Certainty needed, %" inputMode="numeric" maxLength={2} {...typed('certainty')} />
            </div>
          ) : null}
        </fieldset>
        <FollowingFields following={draft.following} templates={templates} faults={laterFaults} onChange={(next) => set('following', [...next])} />
        <PostFields posts={draft.posts} accounts={accounts} onChange={(next) => set('posts', [...next])} />
        <fieldset className={classes.fields}>
          <legend>When?</legend>
          <div className={classes.row}>
            <TextInput label="Begins on" type="date" {...typed('beginsOn')} />
            {draft.beginsOn === '' ? null : <TextInput label="Begins at" type="time" {...typed('beginsAt')} />}
            <TextInput label="Messages an hour at most" inputMode="numeric" maxLength={5} {...typed('perHour')} />
          </div>
          <Checkbox label="Send only at certain times" {...ticked('isTimed')} />
          {draft.isTimed ? (
            <div className={classes.row}>
              <TextInput label="From" type="time" {...typed('from')} />
              <TextInput label="Until" type="time" {...typed('until')} />
              <Checkbox label="Monday to Friday only" {...ticked('weekdays')} />
            </div>
          ) : null}
          <p className={classes.quiet}>
            In the organisation’s time zone ({timeZone.replaceAll('_', ' ')}). Without a date it begins as soon as this
            device has synced. Texts also wait for 8:00 to 21:00 where the receiver is.
          </p>
        </fieldset>
        <fieldset className={classes.fields}>
          <legend>What may it cost?</legend>
          <Checkbox label="Count its costs" {...ticked('isPriced')} />
          {draft.isPriced ? (
            <div className={classes.row}>
              <TextInput label={`Price of a message, ${home}`} inputMode="decimal" maxLength={10} {...typed('each')} />
              <TextInput label={`Spent besides, ${home}`} inputMode="decimal" maxLength={12} {...typed('fixed')} />
              <TextInput label={`Budget, ${home}`} description="It stops before it costs more." inputMode="decimal" maxLength={12} {...typed('budget')} />
            </div>
          ) : null}
          <div className={classes.row}>
            <TextInput label="Days in which a deal counts" inputMode="numeric" maxLength={3} {...typed('dealDays')} />
          </div>
        </fieldset>
        <div className={classes.acts}>
          <span className={classes.kept} role="status">
            {isDraft ? 'The draft is kept on this device.' : ''}
          </span>
          <Button onClick={() => onClose()}>Close the editor</Button>
          {isDraft ? <Button onClick={() => input.forget()}>Discard the draft</Button> : null}
          <Button variant="primary" onClick={() => void start()} disabledReason={why}>
            Start the campaign
          </Button>
        </div>
      </section>
    </div>
  );
} // prettier-ignore
