import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { type CampaignCounts, readCampaignCounts, sumOfCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import type { CampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { leftOutWords, reasonOfRule } from '@outpost/domain/kernel/campaigns/member-state';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { purposeChoices } from '@outpost/domain/packs/crm/message-choices';
import { filterChips } from '@outpost/ui/filter/filter-words';
import { currencyDigits } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ChoiceTabs } from '@outpost/ui/frame/choice-tabs';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useFilterFields } from '../../../lists/use-filter-fields.ts';
import { StateLine } from '../../../people/listed-beside.tsx';
import { useActs } from '../../../queries/use-acts.ts';
import { refusalOf } from '../../../records/may.ts';
import { useEntity } from '../../../records/use-entity.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { CampaignPostsList } from './campaign-posts-list.tsx';
import { CampaignStepsTable } from './campaign-steps-table.tsx';
import { CampaignTestTable } from './campaign-test-table.tsx';
import { campaignState, funnelOf, paceWords, waitWords } from './campaign-words.ts';
import { MembersList, type MembersOnly } from './members-list.tsx';
import { campaignKind, planOfCampaign } from './use-campaigns.ts';
import classes from './campaigns.module.css';

type Tab = 'overview' | MembersOnly;
type Props = { readonly campaign: ShownRecord };

/** One campaign: who gets it, what they get, the test, the funnel, who is left out, what it costs and brings, and its members. */
export function CampaignDetails({ campaign }: Props) {
  const formats = useFormats();
  const [tab, setTab] = useState<Tab>('overview');
  const plan = planOfCampaign(campaign);
  const counts = readCampaignCounts(campaign.fields['counts']);
  const sums = counts && sumOfCounts(counts);
  const count = (of: number | undefined) => (of === undefined ? undefined : formats.count(of));
  const { why, status } = campaign.fields;
  const waits = counts && status === 'running' ? waitWords(counts, formats) : undefined;
  return (
    <section className={classes.details} aria-labelledby="campaign">
      <h2 id="campaign" dir="auto">
        {titleOf(campaignKind, campaign)}
      </h2>
      <div className={classes.line}>
        <StateLine state={campaignState(campaign)} />
        <CampaignActs campaign={campaign} />
      </div>
      {textIn(why) === '' ? null : (
        <p className={classes.note} role="status">
          <Icon name="warning" size={14} />
          <span>{textIn(why)}</span>
        </p>
      )}
      {waits === undefined ? null : <p className={classes.quiet}>{waits}</p>}
      <ChoiceTabs<Tab>
        label="Part"
        choices={[
          { value: 'overview', label: 'Overview' },
          { value: 'all', label: 'Members', count: count(sums?.members) },
          { value: 'left-out', label: 'Left out', count: count(sums?.leftOut) },
          { value: 'replied', label: 'Replies', count: count(sums?.replied) },
          { value: 'deals', label: 'Deals', count: count(sums?.deals) },
        ]}
        value={tab}
        onChoose={setTab}
      />
      {plan === undefined ? (
        <p className={classes.quiet}>This app cannot read the plan: it may be newer than the app.</p>
      ) : tab === 'overview' ? (
        <div className={classes.beside}>
          <div className={classes.parts}>
            <Audience campaign={campaign} plan={plan} counts={counts} />
            <p className={classes.quiet}>{paceWords(plan.window, plan.perHour, formats)}</p>
            {plan.test === null ? null : <CampaignTestTable campaign={campaign} plan={plan} counts={counts} />}
            <CampaignStepsTable plan={plan} counts={counts} />
            <CampaignPostsList campaign={campaign} plan={plan} />
            <Funnel counts={counts} />
          </div>
          <aside className={classes.parts} aria-label="Costs and results">
            <LeftOut counts={counts} />
            <CostAndResult plan={plan} counts={counts} />
          </aside>
        </div>
      ) : (
        <MembersList key={tab} campaign={campaign.id} only={tab} />
      )}
    </section>
  );
}

function CampaignActs({ campaign }: Props) {
  const { perform } = useActs();
  const refusal = refusalOf(usePrincipal(), 'update', campaignKind, { record: campaign, nameOf: () => undefined });
  const { status } = campaign.fields;
  if (status !== 'running' && status !== 'paused') return null;
  if (refusal !== undefined) return <span className={classes.quiet}>{refusal}</span>;
  const turn = (label: string, to: string) => void perform({ label: cutLabel(`${label} ${titleOf(campaignKind, campaign)}`), edits: [{ entity: campaignKind.name, id: campaign.id, fields: { status: to, why: null } }] }); // prettier-ignore
  return (
    <span className={classes.acts}>
      {status === 'running' ? (
        <Button size="sm" icon="pause" onClick={() => turn('Paused', 'paused')}>
          Pause
        </Button>
      ) : (
        <Button size="sm" icon="play" onClick={() => turn('Resumed', 'running')}>
          Let it go on
        </Button>
      )}
      <Button size="sm" variant="quiet" onClick={() => turn('Cancelled', 'cancelled')}>
        Cancel what was not sent
      </Button>
    </span>
  );
}

type PartProps = { readonly counts: CampaignCounts | undefined };

function Audience({ campaign, plan, counts }: Props & PartProps & { readonly plan: CampaignPlan }) {
  const formats = useFormats();
  const entity = useEntity(textIn(campaign.fields['about']));
  const { known } = useFilterFields(entity, plan.where ?? undefined);
  const chips = filterChips(plan.where ?? undefined, known, formats);
  const sums = counts && sumOfCounts(counts);
  const purpose = purposeChoices.find(({ value }) => value === campaign.fields['purpose'])?.label ?? '';
  return (
    <section aria-labelledby="audience">
      <h3 id="audience" className={classes.heading}>
        Who gets it?{' '}
        <span className={classes.quiet}>
          {plan.living ? 'living list, read again each morning at 6:00' : 'the list as it was at the start'}; {purpose}
        </span>
      </h3>
      <p className={classes.sentence}>
        {entity.label.many}
        {chips.length === 0 ? ', all of them' : ' whose '}
        {chips.map((chip) => (
          <span key={chip.id} className={classes.chip}>
            {chip.field} <b>{chip.value}</b>
          </span>
        ))}
      </p>
      {sums === undefined ? (
        <p className={classes.quiet}>The server reads the list once this device has synced.</p>
      ) : (
        <p className={classes.sum}>
          <span>
            <b>{formats.count(sums.members + sums.leftOut)}</b> match
          </span>
          <span>−</span>
          <span>
            <b>{formats.count(sums.leftOut)}</b> left out
          </span>
          <span>=</span>
          <span>
            <b>{formats.count(sums.members)}</b> members
          </span>
        </p>
      )}
    </section>
  );
}

function Funnel({ counts }: PartProps) {
  const formats = useFormats();
  if (counts === undefined) return null;
  return (
    <section aria-labelledby="funnel">
      <h3 id="funnel" className={classes.heading}>
        Where do people stop? <span className={classes.quiet}>as of {formats.instant(counts.at)}</span>
      </h3>
      <ul className={classes.funnel}>
        {funnelOf(counts, formats).map(({ label, count, share, note }) => (
          <li key={label}>
            <span>{label}</span>
            <meter className={classes.bar} min={0} max={1} value={share} aria-hidden="true" />
            <b>{formats.count(count)}</b>
            <span className={classes.quiet}>{note}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LeftOut({ counts }: PartProps) {
  const formats = useFormats();
  const reasons = Object.entries(counts?.leftOut ?? {}).toSorted(([, a], [, b]) => b - a);
  return (
    <section className={classes.panel} aria-labelledby="left-out">
      <h3 id="left-out" className={classes.heading}>
        Who is left out, and why?
      </h3>
      {reasons.length === 0 ? <p className={classes.quiet}>Nobody so far.</p> : null}
      <ul className={classes.reasons}>
        {reasons.map(([reason, count]) => (
          <li key={reason}>
            <span>{reason === 'other' ? leftOutWords.other : leftOutWords[reasonOfRule(reason)]}</span>
            <b>{formats.count(count)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CostAndResult({ plan: { cost, dealDays }, counts }: PartProps & { readonly plan: CampaignPlan }) {
  const formats = useFormats();
  const sums = counts && sumOfCounts(counts);
  const [sent, toCome] = [(sums?.sent ?? 0) + (sums?.unknown ?? 0), (sums?.waits ?? 0) + (sums?.written ?? 0)];
  const currency = cost?.currency ?? formats.currency;
  const moneyOf = (units: number) => formats.money({ amount: Math.round(units * 10 ** currencyDigits(currency)), currency }, { decimals: 'always' }); // prettier-ignore
  const values = (of: Readonly<Record<string, number>> | undefined) =>
    Object.entries(of ?? {}).map(([code, amount]) => formats.money({ amount, currency: code }));
  const [won, open] = [values(counts?.wonValue), values(counts?.openValue)];
  return (
    <section className={classes.panel} aria-labelledby="cost">
      <h3 id="cost" className={classes.heading}>
        What does it cost, and bring?{' '}
        {cost?.budget == null ? null : <span className={classes.quiet}>budget {moneyOf(cost.budget)}</span>}
      </h3>
      {cost === null ? (
        <p className={classes.quiet}>No price was entered.</p>
      ) : (
        <ul className={classes.reasons}>
          <li>
            <span>Spent besides</span>
            <b>{moneyOf(cost.fixed)}</b>
          </li>
          <li>
            <span>Messages so far</span>
            <b>{moneyOf(sent * cost.each)}</b>
          </li>
          <li>
            <span>Messages to come</span>
            <b>{moneyOf(toCome * cost.each)}</b>
          </li>
        </ul>
      )}
      <p className={classes.big}>
        <b>{won.length === 0 ? formats.count(0) : won.join(', ')}</b>{' '}
        <span className={classes.quiet}>
          won, {formats.plural(sums?.won ?? 0, 'deal', 'deals')}
          {open.length === 0 ? '' : `; ${open.join(', ')} open`}
        </span>
      </p>
      <p className={classes.quiet}>Counts the first deal that a member opens within {dealDays} days.</p>
    </section>
  );
}
