import type { CampaignTest } from '@outpost/domain/kernel/campaigns/campaign-plan';
import type { CampaignCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { firstStep } from '@outpost/domain/kernel/campaigns/campaign-steps';
import { sumOfCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import type { SendWindow } from '@outpost/domain/kernel/sequences/sequence-steps';
import type { Formats } from '@outpost/ui/formats/formats';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { StateWords } from '../../../people/listed-beside.tsx';
import { textIn } from '../../../records/values/shown-value.ts';

const states: Readonly<Record<string, StateWords>> = {
  running: { text: 'Running', tone: 'good' },
  paused: { text: 'Paused', tone: 'warn' },
  cancelled: { text: 'Cancelled', tone: 'neutral' },
  finished: { text: 'Finished', tone: 'neutral' },
};

/** Returns the state of a campaign in words. `isTest`: only the test part runs. */
export function campaignState({ fields: { status, winner, plan } }: ShownRecord): StateWords {
  const state = states[textIn(status)] ?? { text: textIn(status), tone: 'neutral' };
  const isTest = status === 'running' && !winner && (plan as { readonly test?: unknown } | null)?.test != null;
  return isTest ? { ...state, text: 'Running, test part' } : state;
}

/** Returns why a running campaign sends nothing now: "Waits for its sending times, next Tue 9:00". Undefined: it sends. */
export function waitWords({ waitsFor, nextAt }: Pick<CampaignCounts, 'waitsFor' | 'nextAt'>, formats: Formats): string | undefined {
  const reasons: Readonly<Record<string, string>> = {
    'not-begun': 'Has not begun',
    closed: 'Waits for its sending times',
    'per-hour': 'Has sent what it may in an hour',
    'under-way': 'Waits until messages on their way have arrived',
    test: 'Waits until the test is decided',
    step: 'Waits for the next step of its members',
  };
  const reason = waitsFor === null ? undefined : (reasons[waitsFor] ?? 'Waits');
  return reason === undefined ? undefined : nextAt === null ? `${reason}.` : `${reason}: ${formats.instant(nextAt)}.`;
} // prettier-ignore

/** Returns the times and the rate in words: "Mon to Fri, 9:00 to 17:00, 600 an hour at most". */
export const paceWords = (window: SendWindow | null, perHour: number, formats: Formats): string =>
  [
    window === null ? 'At any time' : `${window.weekdays ? 'Mon to Fri, ' : ''}${window.from} to ${window.until}`,
    `${formats.count(perHour)} an hour at most`,
  ].join(', ');

/** Returns the name of a message of a campaign, by the id of its step: "Message 2". The first one is named by its variants. */
export const stepName = (step: string): string =>
  step === firstStep ? 'Message 1' : /^message-\d+$/.test(step) ? `Message ${step.slice('message-'.length)}` : step;

/** Returns the rule of a test in words. */
export const testWords = ({ share, measure, waitHours, certainty }: CampaignTest): string =>
  `${share} % of the members try the variants. ${waitHours} hours after the last of these messages the variant with more ${measure === 'deal' ? 'deals' : 'replies'} wins, if it leads with ${certainty} % certainty. Otherwise all get the same share.`;

/** One bar of the funnel. `of`: what the share is of: "20 % of members". */
export type FunnelStep = {
  readonly label: string;
  readonly count: number;
  readonly share: number;
  readonly note: string;
};

/** Returns the funnel: each step with its share of the one before it that it can be compared with. */
export function funnelOf(counts: CampaignCounts, formats: Formats): readonly FunnelStep[] {
  const { members, sent, delivered, opened, clicked, replied, deals, won, unknown } = sumOfCounts(counts);
  const percent = (part: number, whole: number) =>
    whole === 0 ? '' : `${formats.number(Math.round((part / whole) * 1_000) / 10)} %`;
  const step = (label: string, count: number, [whole, name]: readonly [number, string]): FunnelStep => ({ label, count, share: members === 0 ? 0 : count / members, note: whole === 0 ? '' : `${percent(count, whole)} of ${name}` }); // prettier-ignore
  return [
    { label: 'Members', count: members, share: members === 0 ? 0 : 1, note: '' },
    step('Sent', sent + unknown, [members, 'members']),
    ...(delivered > 0 ? [step('Delivered', delivered, [sent, 'sent'])] : []),
    ...(opened > 0 ? [step('Opened', opened, [sent, 'sent'])] : []),
    ...(clicked > 0 ? [step('Clicked', clicked, [sent, 'sent'])] : []),
    step('Replied', replied, [sent, 'sent']),
    step('Deal opened', deals, [sent, 'sent']),
    step('Won', won, [deals, 'deals']),
  ];
}
