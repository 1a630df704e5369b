import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CallOutput } from '../../../bridge/contract.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useIsOffline } from '../use-people.ts';

/** The signed documents as the server last listed them. `problem`: why it could not be asked. */
export type AuditDocuments = {
  readonly listed: CallOutput<'audit.documents'> | undefined;
  readonly problem: string | undefined;
  readonly again: () => void;
};

/** Asks the server for the signed documents, and again when the device is online again. */
export function useAuditDocuments(): AuditDocuments {
  const bridge = useBridge();
  const isOffline = useIsOffline();
  const { data, error, refetch } = useQuery({
    queryKey: [...queryKeyOf('audit.documents', '', null), isOffline],
    queryFn: () => ask(bridge, 'audit.documents', null),
    placeholderData: (before) => before,
    staleTime: 0, // reports of other administrators come without a message to this device
    retry: false,
  });
  return {
    listed: data,
    problem: error instanceof Error ? error.message : undefined,
    again: () => void refetch(),
  };
}

/** Returns a function that requests the list of documents again, after one was made. */
export function useDocumentsAgain(): () => void {
  const client = useQueryClient();
  const [name] = queryKeyOf('audit.documents', '', null);
  return () => void client.invalidateQueries({ queryKey: [name] });
}
