import type { Principal } from '@outpost/domain/kernel/access/access';
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import type { Bridge, Session, SyncStatus } from '../../bridge/contract.ts';
import { principalOf } from '../../bridge/principal-of.ts';
import { type TenantKinds, tenantKinds } from './tenant-kinds.ts';

/** What the replica tells without being asked. */
export type LiveState = {
  readonly session: Session | undefined;
  readonly sync: SyncStatus | undefined;
  /** The tenant's kinds of record, with its own kinds and fields; the build's until the replica has spoken. */
  readonly kinds: TenantKinds;
};

const whoIn = (session: Session | undefined) => (session?.state === 'signed-in' ? (session.person?.id ?? '') : '');

/**
 * Follows session, sync state and the tenant's own kinds of record and fields; a store outside of React so that nothing is missed before the first drawing. `onOther` is told
 * of another person, or none, before any screen is.
 */
export function createLiveState(bridge: Bridge, onOther: () => void) {
  const held = {
    state: {
      session: undefined,
      sync: undefined,
      kinds: tenantKinds({ entities: [], retiredEntities: [], fields: [], retiredFields: [], packs: [] }),
    } as LiveState,
  };
  const listeners = new Set<() => void>();
  const put = (next: Partial<LiveState>) => {
    held.state = { ...held.state, ...next };
    for (const listener of listeners) listener();
  };
  // First, so that no screen is drawn without the kinds and fields that it is about to have.
  bridge.subscribe('ownDefinitions', (own) => put({ kinds: tenantKinds(own) }));
  bridge.subscribe('session', (session) => {
    if (whoIn(session) !== whoIn(held.state.session)) onOther();
    put({ session });
  });
  bridge.subscribe('sync', (sync) => put({ sync }));
  return {
    read: () => held.state,
    follow: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
export type LiveStore = ReturnType<typeof createLiveState>;

const LiveContext = createContext<LiveStore | undefined>(undefined);

/** Gives session and sync state to everything below. */
export function LiveStateProvider({ store, children }: { readonly store: LiveStore; readonly children: ReactNode }) {
  return <LiveContext value={store}>{children}</LiveContext>;
}

/** Session and sync state as last told; undefined until the replica has spoken. */
export function useLiveState(): LiveState {
  const store = useContext(LiveContext);
  if (!store) throw new Error('A screen was drawn outside of LiveStateProvider');
  return useSyncExternalStore(store.follow, store.read);
}

/** The signed-in person, for screens that are drawn only while someone is. */
export type SignedIn = Session & {
  readonly person: NonNullable<Session['person']>;
  readonly organisation: NonNullable<Session['organisation']>;
};

/** The session of screens behind the sign-in; drawing one of them without is our bug. */
export function useSignedIn(): SignedIn {
  const { session } = useLiveState();
  if (!session?.person || !session.organisation)
    throw new Error('A screen that needs a signed-in person was drawn without one');
  return session as SignedIn; // both were just checked
}

/** Who asks, for `can`. */
export function usePrincipal(): Principal {
  const session = useSignedIn();
  return useMemo(() => principalOf(session), [session]);
}
