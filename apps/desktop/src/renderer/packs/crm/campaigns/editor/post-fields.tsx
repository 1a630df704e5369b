import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { mostCampaignPosts } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { Button } from '@outpost/ui/parts/button';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import type { DraftPost } from './campaign-posts.ts';
import classes from '../campaigns.module.css';

type Props = {
  readonly posts: readonly DraftPost[];
  readonly accounts: readonly ShownRecord[];
  readonly onChange: (posts: readonly DraftPost[]) => void;
};

/** CMP-15: the posts that a campaign publishes: where, when, and what. */
export function PostFields({ posts, accounts, onChange }: Props) {
  const why =
    accounts.length === 0
      ? 'Your organisation has no social account yet. An administrator connects one in the settings.'
      : posts.length < mostCampaignPosts
        ? undefined
        : `A campaign has ${mostCampaignPosts} posts at most.`;
  return (
    <fieldset className={classes.fields}>
      <legend>What is posted besides?</legend>
      {posts.map((one, place) => {
        const name = `Post ${place + 1}`;
        const set = (change: Partial<DraftPost>) => onChange(posts.with(place, { ...one, ...change }));
        return (
          <div key={name} className={classes.fields} role="group" aria-label={name}>
            <div className={classes.row}>
              <NativeSelect label={`${name}: account`} data={[{ value: '', label: 'Choose an account' }, ...accounts.map((account) => ({ value: account.id, label: textIn(account.fields['name']) }))]} value={one.account} onChange={(event) => set({ account: event.currentTarget.value })} />
              <TextInput label={`${name}: days after the beginning`} inputMode="numeric" maxLength={3} value={one.days} onChange={(event) => set({ days: event.currentTarget.value })} />
            </div>
            <Textarea label={`${name}: words`} value={one.words} maxLength={63_206} autosize minRows={2} maxRows={8} dir="auto" onChange={(event) => set({ words: event.currentTarget.value })} />
            <TextInput label={`${name}: link`} description="The network shows a preview of this page." maxLength={2_000} value={one.link} onChange={(event) => set({ link: event.currentTarget.value })} />
            <div className={classes.acts}>
              <Button size="sm" variant="quiet" onClick={() => onChange(posts.toSpliced(place, 1))}>
                {`Remove post ${place + 1}`}
              </Button>
            </div>
          </div>
        );
      })}
      <div className={classes.acts}>
        <Button size="sm" icon="plus" disabledReason={why} onClick={() => onChange([...posts, { account: '', words: '', link: '', days: '0' }])}>
          Add a post
        </Button>
      </div>
    </fieldset>
  );
} // prettier-ignore
