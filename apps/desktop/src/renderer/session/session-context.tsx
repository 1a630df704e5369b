import type { Principal } from '@outpost/domain/kernel/access/access';
import { replaceEqualDeep } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Bridge, Session, SyncStatus } from '../../bridge/contract.ts';
import { type DuplicateCounts, noDuplicateCounts } from '../../bridge/shapes/duplicate-counts.ts';
import { sessionPrincipalOf } from '../../bridge/principal-of.ts';
import { type TenantKinds, tenantKinds } from './tenant-kinds.ts';

/** The state that the replica sends without a request. */
export type LiveState = {
  readonly session: Session | undefined;
  readonly sync: SyncStatus | undefined;
  /** The tenant's kinds of record, with its own kinds and fields; those of the build until the replica has sent them. */
  readonly kinds: TenantKinds;
  /** The possible duplicates that this device has found. */
  readonly duplicates: DuplicateCounts;
};

const whoIn = (session: Session | undefined) => (session?.state === 'signed-in' ? (session.person?.id ?? '') : '');

/**
 * Follows the session, the sync state, the tenant's own kinds and fields, and the numbers of duplicates. The store is outside of React so that no message
 * before the first rendering is missed. A message with equal content keeps the same object, so that it draws nothing. `onOther` is called when the person changes or signs out, before any screen is updated.
 */
export function createLiveState(bridge: Bridge, onOther: () => void) {
  const held = {
    state: {
      session: undefined,
      sync: undefined,
      kinds: tenantKinds({ entities: [], retiredEntities: [], fields: [], retiredFields: [], packs: [] }),
      duplicates: noDuplicateCounts,
    } as LiveState,
  };
  const listeners = new Set<() => void>();
  const put = (next: Partial<LiveState>) => {
    held.state = { ...held.state, ...next };
    for (const listener of listeners) listener();
  };
  // First, so that no screen is drawn without the tenant's kinds and fields.
  bridge.subscribe('ownDefinitions', (own) => put({ kinds: tenantKinds(own) }));
  bridge.subscribe('session', (session) => {
    if (whoIn(session) !== whoIn(held.state.session)) onOther();
    put({ session: replaceEqualDeep(held.state.session, session) });
  });
  bridge.subscribe('sync', (sync) => put({ sync: replaceEqualDeep(held.state.sync, sync) }));
  bridge.subscribe('duplicates', (duplicates) =>
    put({ duplicates: replaceEqualDeep(held.state.duplicates, duplicates) }),
  );
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

/** Provides session and sync state to all components below. */
export function LiveStateProvider({ store, children }: { readonly store: LiveStore; readonly children: ReactNode }) {
  return <LiveContext value={store}>{children}</LiveContext>;
}

/**
 * Returns a part of the state as last received. A component is drawn again only when that part changes: the sync state does so
 * several times for each change, the session hardly ever.
 */
export function useLive<Part extends keyof LiveState>(part: Part): LiveState[Part] {
  const store = useContext(LiveContext);
  if (!store) throw new Error('A screen was drawn outside of LiveStateProvider');
  return useSyncExternalStore(store.follow, () => store.read()[part]);
}

/** Returns the function that reads the state as it is at a press. It draws nothing when the state changes. */
export function useReadLive(): LiveStore['read'] {
  const store = useContext(LiveContext);
  if (!store) throw new Error('A screen was drawn outside of LiveStateProvider');
  return store.read;
}

/**
 * Returns a value that `valueOf` makes of a part of the state. A value with equal content stays the same object, so the component is
 * drawn again only when the content changes.
 */
export function useLiveValue<Part extends keyof LiveState, Value>(
  part: Part,
  valueOf: (state: LiveState[Part]) => Value,
): Value {
  const store = useContext(LiveContext);
  if (!store) throw new Error('A screen was drawn outside of LiveStateProvider');
  const held = useRef<Value>(undefined);
  return useSyncExternalStore(store.follow, () => {
    const value = replaceEqualDeep(held.current, valueOf(store.read()[part]));
    held.current = value;
    return value;
  });
}

/** Whether the first records are still arriving on this device (S-8). Undefined until the replica has sent its state. */
export const useIsFirstSync = (): boolean | undefined => useLiveValue('sync', (sync) => sync?.firstSync);

/** The signed-in person, for screens that are drawn only while a person is signed in. */
export type SignedInSession = Session & {
  readonly person: NonNullable<Session['person']>;
  readonly organisation: NonNullable<Session['organisation']>;
};

/** Returns the session for screens behind the sign-in. Throws without a session. */
export function useSignedIn(): SignedInSession {
  const session = useLive('session');
  if (!session?.person || !session.organisation)
    throw new Error('A screen that needs a signed-in person was drawn without one');
  return session as SignedInSession; // both were just checked
}

/** Returns the principal, for `can`. */
export function usePrincipal(): Principal {
  const session = useSignedIn();
  return useMemo(() => sessionPrincipalOf(session), [session]);
}
