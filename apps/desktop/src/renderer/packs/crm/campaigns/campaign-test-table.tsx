import type { CampaignCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import type { CampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { certaintyOfLead, rangeOfShare, rankedVariants } from '@outpost/domain/kernel/campaigns/decide-winner';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useActs } from '../../../queries/use-acts.ts';
import { useRecords } from '../../../queries/record-queries.ts';
import { refusalOf } from '../../../records/may.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal, useSignedIn } from '../../../session/session-context.tsx';
import { testWords } from './campaign-words.ts';
import { campaignKind } from './use-campaigns.ts';
import classes from './campaigns.module.css';

type Props = { readonly campaign: ShownRecord; readonly plan: CampaignPlan; readonly counts: CampaignCounts | undefined }; // prettier-ignore

/** CMP-4: the variants of a test with their results, its rule, and the decision with its reason. A person may decide before the rule does. */
export function CampaignTestTable({ campaign, plan, counts }: Props) {
  const formats = useFormats();
  const now = useNow();
  const { perform } = useActs();
  const { person } = useSignedIn();
  const refusal = refusalOf(usePrincipal(), 'update', campaignKind, { record: campaign, nameOf: () => undefined });
  const versions = useRecords(plan.variants.flatMap((one) => ('templateVersion' in one ? one.templateVersion : [])));
  const { test } = plan;
  if (test === null) return null;
  const results = plan.variants.map(({ id }) => {
    const of = counts?.parts.find(({ variant, part }) => variant === id && part === 'test');
    return { id, sent: (of?.sent ?? 0) + (of?.unknown ?? 0), hits: (test.measure === 'replied' ? of?.replied : of?.deals) ?? 0 }; // prettier-ignore
  });
  const [leader, second] = rankedVariants(results);
  const certain = leader && second && leader.hits > 0 ? certaintyOfLead(leader, second) * 100 : undefined;
  const wordsOf = (id: string): string => {
    const one = plan.variants.find((variant) => variant.id === id);
    if (!one) return '';
    if ('words' in one) return one.words;
    const version = versions.find((record) => record.id === one.templateVersion);
    return version ? textIn(version.fields['subject']) : 'A template that this device does not hold';
  };
  const { winner, winnerWhy, status } = campaign.fields;
  const choose = (id: string) => {
    const why = `${person.name} chose ${id.toUpperCase()} before the rule decided.`;
    void perform({ label: cutLabel(`Chose ${id.toUpperCase()} in ${titleOf(campaignKind, campaign)}`), edits: [{ entity: campaignKind.name, id: campaign.id, fields: { winner: id, winnerWhy: why, decidedAt: new Date(now()).toISOString() } }] }); // prettier-ignore
  };
  const percent = (share: number) => `${formats.number(share * 100, 1)} %`;
  return (
    <section aria-labelledby="test">
      <h3 id="test" className={classes.heading}>
        Which message brings more {test.measure === 'deal' ? 'deals' : 'replies'}?
      </h3>
      <DataTable
        label="Variants"
        columns={[
          { id: 'variant', header: 'Name' },
          { id: 'words', header: 'Message' },
          { id: 'sent', header: 'Sent', align: 'end' },
          { id: 'range', header: '95 % range', align: 'end', isWideOnly: true },
          { id: 'hits', header: test.measure === 'deal' ? 'Deals' : 'Replied', align: 'end' },
        ]}
        rows={results.map((one) => ({
          id: one.id,
          cells: [
            <b key="v">{one.id.toUpperCase()}</b>,
            <span key="w" className={classes.words} dir="auto">
              {wordsOf(one.id)}
            </span>,
            formats.count(one.sent),
            one.sent === 0 ? '' : rangeOfShare(one).map(percent).join(' to '),
            one.sent === 0 ? '0' : `${formats.count(one.hits)}, ${percent(one.hits / one.sent)}`,
          ],
        }))}
      />
      {textIn(winner) === '' ? (
        <div className={classes.acts}>
          <p className={classes.quiet}>
            {testWords(test)}
            {certain === undefined
              ? ''
              : ` Now ${leader?.id.toUpperCase()} leads with ${formats.number(certain, 1)} %.`}
          </p>
          {refusal === undefined && (status === 'running' || status === 'paused')
            ? plan.variants.map(({ id }) => (
                <Button key={id} size="sm" onClick={() => choose(id)}>
                  Choose {id.toUpperCase()}
                </Button>
              ))
            : null}
        </div>
      ) : (
        <p className={classes.quiet}>
          <b>{winner === 'none' ? 'No winner.' : `${textIn(winner).toUpperCase()} won.`}</b> {textIn(winnerWhy)}
        </p>
      )}
    </section>
  );
}
