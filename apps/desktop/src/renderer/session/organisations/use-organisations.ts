import type { AppFrameProps } from '@outpost/ui/frame/app-frame';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useSignedIn } from '../session-context.tsx';
import { useSignInElsewhere } from './sign-in-elsewhere.ts';

const elsewhere = 'elsewhere';

/**
 * Returns the menu of the organisations on this device, with the unsent work in each, and the function that acts on its entries. An
 * organisation whose session has ended here asks for a sign-in.
 */
export function useOrganisations(): {
  readonly menu: NonNullable<AppFrameProps['organisation']['menu']>;
  readonly onChoose: (id: string) => void;
} {
  const bridge = useBridge();
  const formats = useFormats();
  const signIn = useSignInElsewhere();
  const { show } = useSnackbar();
  const { organisation, unsent } = useSignedIn();
  const { data } = useQuery({
    queryKey: [...queryKeyOf('session.organisations', '', null), organisation, unsent],
    queryFn: () => ask(bridge, 'session.organisations', null),
    placeholderData: (before) => before,
    retry: false,
  });
  const others = (data?.organisations ?? []).filter(({ isCurrent }) => !isCurrent);
  const label = (name: string, count: number) =>
    count === 0 ? name : `${name}, ${formats.plural(count, 'change unsent', 'changes unsent')}`;
  const switchTo = async (replica: string) => {
    const result = await bridge.call('session.switch', { replica });
    if (result.ok) return; // the session's subscription shows the other organisation
    if ('fault' in result)
      return show({ text: `An internal error occurred. The number is ${result.fault}.`, tone: 'bad' });
    if (result.code === 'access/signed-out' || result.code === 'replica/wrong-key') return signIn();
    show({ text: result.message, tone: 'bad' });
  };
  return {
    menu: [
      { id: 'current', label: label(organisation.name, unsent), isCurrent: true },
      ...others.map((other) => ({ id: other.replica, label: label(other.organisation.name, other.unsent) })),
      { id: elsewhere, label: 'Sign in to another organisation' },
    ],
    onChoose: (id) => {
      if (id === elsewhere) signIn();
      else if (id !== 'current') void switchTo(id);
    },
  };
}
