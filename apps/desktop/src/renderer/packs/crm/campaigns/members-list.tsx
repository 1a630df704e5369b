import { leftOutWords, type MemberState, reasonOfRule } from '@outpost/domain/kernel/campaigns/member-state';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useState } from 'react';
import { z } from 'zod';
import { useFromServer } from '../../../session/use-from-server.ts';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import { stepName } from './campaign-words.ts';
import classes from './campaigns.module.css';

export type MembersOnly = 'all' | 'left-out' | 'replied' | 'deals';

const pageSchema = z.object({
  members: z.array(
    z.object({
      n: z.number(),
      entity: z.string(),
      record: z.string(),
      title: z.string(),
      step: z.string().default('first'),
      variant: z.string().nullable(),
      state: z.string(),
      reason: z.string().nullable(),
      sentAt: z.string().nullable(),
      repliedAt: z.string().nullable(),
      optedOutAt: z.string().nullable(),
      deal: z.string().nullable(),
    }),
  ),
  hidden: z.number(),
  next: z.number().nullable(),
});

const stateWords: Readonly<Record<MemberState, string>> = {
  waits: 'Waits',
  held: 'Taken back by a pause',
  written: 'On its way',
  letter: 'Letter written, waits for print',
  sent: 'Sent',
  delivered: 'Delivered',
  failed: 'Failed',
  unknown: 'Nobody knows whether it was sent',
  'left-out': 'Left out',
};
const isState = (word: string): word is MemberState => Object.hasOwn(stateWords, word);

/** CMP-8: the members of a campaign, which the server has, a page at a time. */
export function MembersList({ campaign, only }: { readonly campaign: string; readonly only: MembersOnly }) {
  const formats = useFormats();
  const open = useOpenRecord();
  const [places, setPlaces] = useState<readonly number[]>([0]);
  const after = places.at(-1) ?? 0;
  const { data, problem, isOffline, again } = useFromServer('packs.ask', { pack: 'crm', route: 'campaign-members', given: { campaign, after, only } }); // prettier-ignore
  const page = data === undefined ? undefined : pageSchema.safeParse(data.value);
  if (page === undefined || !page.success)
    return (
      <p className={classes.note} role="status">
        <span>
          {isOffline
            ? 'The members are on the server. They are shown when this device is online.'
            : (problem ?? (page ? 'This app cannot read the answer: the server may be newer.' : 'The server is asked …'))}
        </span>
        {problem === undefined || isOffline ? null : (
          <Button size="sm" onClick={again}>
            Ask again
          </Button>
        )}
      </p>
    );
  const { members, hidden, next } = page.data;
  const dates = (one: (typeof members)[number]): string =>
    [
      one.sentAt === null ? '' : `sent ${formats.instant(one.sentAt)}`,
      one.repliedAt === null ? '' : `answered ${formats.instant(one.repliedAt)}`,
      one.optedOutAt === null ? '' : `opted out ${formats.instant(one.optedOutAt)}`,
    ]
      .filter(Boolean)
      .join(', ');
  return (
    <section className={classes.parts} aria-label="Members">
      {members.length === 0 ? (
        <p className={classes.quiet}>{hidden === 0 ? 'Nobody here.' : 'Nobody whom you may see here.'}</p>
      ) : (
        <DataTable
          label="Members of the campaign"
          columns={[
            { id: 'who', header: 'Person' },
            { id: 'variant', header: 'Message', isWideOnly: true },
            { id: 'state', header: 'State' },
            { id: 'dates', header: 'When', isWideOnly: true },
          ]}
          rows={members.map((one) => ({
            id: `${one.n}`,
            cells: [
              <button key="who" type="button" className={classes.link} dir="auto" onClick={() => open(one.record)}>
                {one.title || 'Without a name'}
              </button>,
              one.step === 'first' ? (one.variant?.toUpperCase() ?? '') : stepName(one.step),
              one.state === 'left-out' ? leftOutWords[one.reason === null ? 'other' : reasonOfRule(one.reason)] : isState(one.state) ? stateWords[one.state] : one.state,
              dates(one),
            ],
          }))} // prettier-ignore
        />
      )}
      {hidden === 0 ? null : (
        <p className={classes.quiet}>
          {formats.plural(hidden, 'other member', 'other members')} on this page {hidden === 1 ? 'is' : 'are'} of
          records that you do not see.
        </p>
      )}
      <div className={classes.acts}>
        <Button size="sm" disabledReason={places.length > 1 ? undefined : 'This is the first page.'} onClick={() => setPlaces(places.slice(0, -1))}>
          Earlier
        </Button>
        <Button size="sm" disabledReason={next === null ? 'This is the last page.' : undefined} onClick={() => next !== null && setPlaces([...places, next])}>
          Later
        </Button>
      </div>
    </section>
  );
} // prettier-ignore
