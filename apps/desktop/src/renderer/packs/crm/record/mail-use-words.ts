import { type MailUses, readMailUses } from '@outpost/domain/kernel/messages/mail-uses';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { TimelineNames } from '../../../slots/pack-screens.ts';

/** Chosen: more links than this make the entry longer than the e-mail. */
const mostNamed = 3;

const often = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

type Times = NonNullable<MailUses['opens']>;

/** Returns how far machines may be behind the uses. */
const doubt = ({ count, machines }: Times): string =>
  machines === 0
    ? ''
    : machines >= count
      ? ' (may be a machine)'
      : ` (${machines === 1 ? 'one of them' : `${machines} of them`} may be a machine)`;

/**
 * MSG-47: returns what the receiver of an e-mail did with it: "Opened 3 times, first Fri 20 Nov, 14:03. Clicked example.com/prices once." Undefined:
 * nothing is known.
 */
export function mailUseWords({ fields }: ShownRecord, { textOf }: Pick<TimelineNames, 'textOf'>): string | undefined {
  const uses = readMailUses(fields['uses']);
  if (uses === undefined) return undefined;
  const { opens, clicks } = uses;
  const opened = opens && `Opened ${often(opens.count)}, first ${textOf('openedAt', opens.firstAt)}${doubt(opens)}.`;
  const named = clicks.slice(0, mostNamed).map((click) => `${click.to} ${often(click.count)}${doubt(click)}`);
  const more = clicks.length - named.length;
  const clicked = named.length > 0 && `Clicked ${named.join(', ')}${more > 0 ? `, and ${more} more ${more === 1 ? 'link' : 'links'}` : ''}.`; // prettier-ignore
  const sentences = [opened, clicked].filter((one) => typeof one === 'string');
  return sentences.length === 0 ? undefined : sentences.join(' ');
}
