import type { CampaignCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import type { CampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { hasLetterSteps } from '@outpost/domain/kernel/campaigns/campaign-steps';
import { isWrittenStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { DataTable } from '@outpost/ui/parts/data-table';
import { stepName } from './campaign-words.ts';
import classes from './campaigns.module.css';

type Props = { readonly plan: CampaignPlan; readonly counts: CampaignCounts | undefined };

const channelWords = { email: 'E-mail', text: 'Text', letter: 'Letter' } as const;

/** CMP-14: how many members are at each message of a campaign of several steps, and what became of them. */
export function CampaignStepsTable({ plan, counts }: Props) {
  const formats = useFormats();
  const messages = (plan.steps ?? []).filter(isWrittenStep);
  if (messages.length === 0) return null;
  const [first] = plan.variants;
  const channelOf = (id: string) => channelWords[messages.find((one) => one.id === id)?.kind ?? (first && 'words' in first ? 'text' : 'email')]; // prettier-ignore
  const figures = ['comes', ...(hasLetterSteps(plan) ? (['letters'] as const) : []), 'sent', 'delivered', 'opened', 'clicked', 'replied', 'stopped', 'failed', 'leftOut'] as const;
  const headers = { comes: 'To come', letters: 'Waits for print', sent: 'Sent', delivered: 'Delivered', opened: 'Opened', clicked: 'Clicked', replied: 'Replied', stopped: 'Needed no more', failed: 'Failed', leftOut: 'Left out' }; // prettier-ignore
  const narrow: readonly string[] = ['comes', 'sent', 'replied'];
  return (
    <section aria-labelledby="steps">
      <h3 id="steps" className={classes.heading}>
        What became of each message?{' '}
        <span className={classes.quiet}>a person who answers, opts out, or opens or wins a deal gets no later one</span>
      </h3>
      {counts?.steps === undefined ? (
        <p className={classes.quiet}>The server counts once the first message is on its way.</p>
      ) : (
        <DataTable
          label="Messages of the campaign"
          columns={[
            { id: 'step', header: 'Message' },
            ...figures.map((id) => ({ id, header: headers[id], align: 'end' as const, isWideOnly: !narrow.includes(id) })),
          ]}
          rows={counts.steps.map((one) => ({
            id: one.step,
            cells: [
              `${stepName(one.step)}, ${channelOf(one.step)}`,
              ...figures.map((id) => formats.count(id === 'comes' ? one.comes + one.written : id === 'sent' ? one.sent + one.unknown : (one[id] ?? 0))),
            ],
          }))}
        />
      )}
    </section>
  );
} // prettier-ignore
