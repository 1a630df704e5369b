import { NativeSelect, TextInput } from '@mantine/core';
import { mostTextChars, textPartsInWords } from '@outpost/domain/kernel/messages/text-parts';
import { Button } from '@outpost/ui/parts/button';
import { SnippetTextarea } from '@outpost/ui/snippets/snippet-textarea';
import { useFollowsMails } from '../../use-follows-mails.ts';
import {
  followingChoices,
  type FollowingDraft,
  followingSchema,
  isOfTemplate,
  mostFollowing,
} from './following-steps.ts';
import classes from '../campaigns.module.css';

type Props = {
  readonly following: readonly FollowingDraft[];
  readonly templates: readonly { readonly value: string; readonly label: string }[];
  /** For each message, a sentence that says what is wrong with its words. Undefined: nothing is. */
  readonly faults: readonly (string | undefined)[];
  readonly onChange: (following: readonly FollowingDraft[]) => void;
};

const added: FollowingDraft = { wait: '3', unless: 'never', channel: 'email', template: '', words: '' };

/** CMP-11: the messages that follow the first one of a campaign: when, to whom, and what. */
export function FollowingFields({ following, templates, faults, onChange }: Props) {
  const isUnknown = useFollowsMails() === false;
  return (
    <fieldset className={classes.fields}>
      <legend>And afterwards?</legend>
      <p className={classes.quiet}>
        A person who answers, opts out, or opens or wins a deal gets no later message. A message that cannot be sent is left out, and the next one follows.
      </p>
      {following.map((one, place) => {
        const name = `Message ${place + 2}`;
        const set = (change: Partial<FollowingDraft>) => onChange(following.with(place, { ...one, ...change }));
        return (
          <div key={name} className={classes.fields} role="group" aria-label={name}>
            <div className={classes.row}>
              <TextInput label={`${name}: days later`} inputMode="numeric" maxLength={3} value={one.wait} onChange={(event) => set({ wait: event.currentTarget.value })} />
              <NativeSelect label={`${name}: goes to`} data={followingChoices.map(({ value, label }) => ({ value, label }))} value={one.unless} onChange={({ currentTarget: { value } }) => set({ unless: followingChoices.find((choice) => choice.value === value)?.value ?? 'never' })} />
              <NativeSelect label={`${name}: channel`} data={[{ value: 'email', label: 'E-mail' }, { value: 'text', label: 'Text' }, { value: 'letter', label: 'Letter' }]} value={one.channel} onChange={(event) => set({ channel: followingSchema.shape.channel.parse(event.currentTarget.value) })} />
            </div>
            {isOfTemplate(one) ? (
              <NativeSelect label={`${name}: template`} data={[{ value: '', label: 'Choose a template' }, ...templates]} value={one.template} onChange={(event) => set({ template: event.currentTarget.value })} />
            ) : (
              <SnippetTextarea keepsValues label={`${name}: words`} description={textPartsInWords(one.words)} value={one.words} maxLength={mostTextChars} autosize minRows={2} maxRows={8} dir="auto" onChange={(event) => set({ words: event.currentTarget.value })} />
            )}
            {one.channel === 'letter' ? (
              <p className={classes.quiet}>
                The letter goes to the contact’s postal address and waits for a print batch. The next message does not wait for it.
              </p>
            ) : null}
            {isUnknown && (one.unless === 'opened' || one.unless === 'clicked') ? (
              <p className={classes.fault} role="status">
                Opens and links are not followed, so all of them get it. An administrator can turn it on in the settings of the organisation.
              </p>
            ) : null}
            {faults[place] === undefined ? null : (
              <p className={classes.fault} role="status">
                {faults[place]}
              </p>
            )}
            <div className={classes.acts}>
              <Button size="sm" variant="quiet" onClick={() => onChange(following.toSpliced(place, 1))}>
                {`Remove message ${place + 2}`}
              </Button>
            </div>
          </div>
        );
      })}
      <div className={classes.acts}>
        <Button size="sm" icon="plus" disabledReason={following.length < mostFollowing ? undefined : `A campaign has ${mostFollowing + 1} messages at most.`} onClick={() => onChange([...following, added])}>
          Add a later message
        </Button>
      </div>
    </fieldset>
  );
} // prettier-ignore
