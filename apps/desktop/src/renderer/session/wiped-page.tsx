import { useFormats } from '@outpost/ui/formats/formats-context';
import type { Session } from '../../bridge/contract.ts';
import { NoticePage } from './notice-page.tsx';

/** The page while a device hands over its unsent changes, before it is wiped (D-5). It shows no record. */
export function WipingPage({ session }: { readonly session: Session }) {
  return (
    <NoticePage icon="hourglass" title="Your access on this device has ended">
      <span role="status">
        Your unsent changes are encrypted and handed over to {session.organisation?.name ?? 'your organisation'}. When
        all of it has arrived, the data on this device is wiped. This goes on by itself as soon as there is a
        connection.
      </span>
    </NoticePage>
  );
}

/** The page after a device was wiped: explains this, and leads to the sign-in. */
export function WipedPage({
  session,
  wiped,
}: {
  readonly session: Session;
  readonly wiped: NonNullable<Session['wiped']>;
}) {
  const formats = useFormats();
  return (
    <NoticePage icon="shield" title="This device was wiped" signIn={{ label: 'Sign in', session }}>
      {wiped.organisation} ended the access of this device on {formats.instant(wiped.at)}. Its data is no longer here.{' '}
      {wiped.acts === 0
        ? 'Everything had been sent before.'
        : `${formats.plural(wiped.acts, 'unsent change was', 'unsent changes were')} handed over: your administrator can apply them.`}
    </NoticePage>
  );
}
