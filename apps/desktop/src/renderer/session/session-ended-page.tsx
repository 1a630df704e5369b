import { useFormats } from '@outpost/ui/formats/formats-context';
import type { Session } from '../../bridge/contract.ts';
import { useLiveValue } from './session-context.tsx';
import { NoticePage } from './notice-page.tsx';

/** The page after the server has ended this device's session: explains that, and which data is kept (S-5). */
export function SessionEndedPage({ session }: { readonly session: Session }) {
  const problem = useLiveValue('sync', (sync) => sync?.problem);
  const formats = useFormats();
  return (
    <NoticePage icon="sign-out" title="You were signed out" signIn={{ label: 'Sign in again', session }}>
      {problem ?? 'An administrator ended the session of this device.'}{' '}
      {session.unsent === 0
        ? 'Nothing was unsent.'
        : `${formats.plural(session.unsent, 'unsent change stays', 'unsent changes stay')} in the encrypted file until you are back.`}
    </NoticePage>
  );
}
