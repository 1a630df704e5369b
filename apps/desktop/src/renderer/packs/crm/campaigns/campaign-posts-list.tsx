import { type CampaignPlan, timeOfPost } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import classes from './campaigns.module.css';

type Props = { readonly campaign: ShownRecord; readonly plan: CampaignPlan };

/** CMP-15: the posts of a campaign, each with its time and its account. What became of them is on their own pages. */
export function CampaignPostsList({ campaign, plan }: Props) {
  const { posts = [] } = plan;
  return posts.length === 0 ? null : <Posts campaign={campaign} posts={posts} />;
}

function Posts({ campaign, posts }: Pick<Props, 'campaign'> & { readonly posts: NonNullable<CampaignPlan['posts']> }) {
  const formats = useFormats();
  const { timeZone } = useSignedIn();
  const accounts = useRecordList({ entity: 'crm/social-account', where: { field: 'id', op: 'one-of', value: posts.map(({ account }) => account) }, limit: 10 }).data?.rows ?? [];
  const from = textIn(campaign.fields['beginsAt']) || campaign.createdAt;
  const nameOf = (id: string) => textIn(accounts.find((account) => account.id === id)?.fields['name']) || 'an account that is not on this device';
  return (
    <section aria-labelledby="posts">
      <h3 id="posts" className={classes.heading}>
        Posts <span className={classes.quiet}>the list of social posts says whether each was published</span>
      </h3>
      <ul className={classes.reasons}>
        {posts.map((post) => (
          <li key={post.id}>
            <span dir="auto">{post.words}</span>
            <span className={classes.quiet}>{`${nameOf(post.account)}, ${formats.instant(timeOfPost(post, from, timeZone))}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
} // prettier-ignore
