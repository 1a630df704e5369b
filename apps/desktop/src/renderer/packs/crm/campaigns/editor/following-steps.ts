import type { CampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { firstStep } from '@outpost/domain/kernel/campaigns/campaign-steps';
import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { z } from 'zod';

/** Chosen: branches lie in each other, and a plan has 30 lines at most. */
export const mostFollowing = 3;

/** A message after the first one, as it is being written. `unless`: it goes to those whose messages before had no such outcome. */
export const followingSchema = z.object({
  wait: z.string().catch('3'),
  unless: z.enum(['never', 'delivered', 'opened', 'clicked']).catch('never'),
  channel: z.enum(['email', 'text', 'letter']).catch('email'),
  template: z.string().catch(''),
  words: z.string().catch(''),
});
export type FollowingDraft = z.output<typeof followingSchema>;

/** Who gets a message after the first one, in words. An answer, an opt-out and a deal always end it. */
export const followingChoices = [
  { value: 'never', label: 'all who have not answered' },
  { value: 'opened', label: 'those who opened none of the e-mails' },
  { value: 'clicked', label: 'those who used no link' },
  { value: 'delivered', label: 'those to whom nothing was delivered' },
] as const;

/** Returns whether an outcome is of e-mails only. */
const isOfMails = (unless: FollowingDraft['unless']): boolean => unless === 'opened' || unless === 'clicked';

type Made = { readonly ok: true; readonly part: Pick<CampaignPlan, 'steps' | 'letters'> } | { readonly ok: false; readonly why: string }; // prettier-ignore

/** Returns whether a message after the first one has the words of a template. Otherwise it has words of its own. */
export const isOfTemplate = ({ channel }: Pick<FollowingDraft, 'channel'>): boolean => channel !== 'text';

/** CMP-11, CMP-16: returns the part of a plan that the messages and letters after the first one make, or what is missing. Without any it is empty. */
export function stepsOfFollowing(following: readonly FollowingDraft[], { channel, versionOf }: { readonly channel: 'email' | 'text'; readonly versionOf: (template: string) => string | undefined }): Made {
  if (following.length === 0) return { ok: true, part: {} };
  const steps: SequenceStep[] = [];
  const letters: Record<string, string> = {};
  const before: { readonly id: string; readonly channel: 'email' | 'text' }[] = [{ id: firstStep, channel }];
  for (const [place, one] of following.entries()) {
    const [name, id] = [`message ${place + 2}`, `message-${place + 2}`];
    const days = /^\d{1,3}$/.test(one.wait.trim()) ? Number(one.wait) : 0;
    if (days < 1 || days > 365) return { ok: false, why: `Enter the days before ${name} as a number from 1 to 365.` };
    const version = isOfTemplate(one) ? versionOf(one.template) : undefined;
    if (isOfTemplate(one) && version === undefined) return { ok: false, why: `Choose a template for ${name}.` };
    if (!isOfTemplate(one) && one.words.trim() === '') return { ok: false, why: `Write ${name}.` };
    const asked = one.unless === 'never' ? [] : before.filter((earlier) => !isOfMails(one.unless) || earlier.channel === 'email');
    if (one.unless !== 'never' && asked.length === 0) return { ok: false, why: `No e-mail lies before ${name}, so nothing can be opened.` };
    const is = one.unless === 'never' ? 'delivered' : one.unless;
    const branches = asked.map((earlier) => ({ id: `if-${place + 2}-${earlier.id}`, message: earlier.id }));
    steps.push({ id: `wait-${place + 2}`, kind: 'wait', count: days, unit: 'day' });
    for (const branch of branches) steps.push({ id: branch.id, kind: 'if', when: { message: branch.message, is } }, { id: `else-${branch.id}`, kind: 'else', of: branch.id });
    steps.push(one.channel === 'text' ? { id, kind: 'text', words: one.words.trim() } : { id, kind: one.channel, template: one.template });
    for (const branch of branches.toReversed()) steps.push({ id: `end-${branch.id}`, kind: 'end', of: branch.id });
    if (version !== undefined) letters[id] = version;
    if (one.channel !== 'letter') before.push({ id, channel: one.channel }); // nobody knows what became of a letter
  }
  return { ok: true, part: { steps, letters } };
} // prettier-ignore
