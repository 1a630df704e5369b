import { useQuery } from '@tanstack/react-query';
import type { CallOutput } from '../../../bridge/contract.ts';
import { askedIf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';

export type SsoProvider = CallOutput<'session.findProviders'>['providers'][number];

const looksWhole = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;

/**
 * Returns the identity providers of the domain of an address, once it is whole. Only the domain is sent: the question
 * and the answer do not tell which person signs in. None without a network.
 */
export function useSsoProviders(server: string, email: string): readonly SsoProvider[] {
  const bridge = useBridge();
  const address = email.trim();
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const { data } = useQuery({
    ...askedIf(server !== '' && looksWhole.test(address), ['sso-providers', server, domain]),
    staleTime: 60_000,
    retry: false,
    queryFn: async () => {
      const found = await bridge.call('session.findProviders', { server, email: `somebody@${domain}` });
      return found.ok ? found.value.providers : [];
    },
  });
  return data ?? [];
}
