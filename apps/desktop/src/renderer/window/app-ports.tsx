import { createContext, type ReactNode, useContext } from 'react';
import type { Bridge } from '../../bridge/contract.ts';
import type { OutsideNotices } from './outside-notices.ts';
import type { ShellLine } from './shell-line.ts';

/** The parts of their window that screens need, created once in `start.tsx` or by a test. */
export type AppPorts = {
  readonly bridge: Bridge;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** Unpredictable bytes, for passwords that an administrator passes on. */
  readonly randomBytes: (size: number) => Uint8Array;
  /** A short id for a fault of the screen itself: "OP-7F3K-2209". */
  readonly newFaultId: () => string;
  /** Logs a fault of the screen, which is shown only by its id. */
  readonly onFault: (error: unknown, id: string) => void;
  /** Offers a text or bytes to the person as a file. */
  readonly saveFile: (name: string, content: string | Blob) => void;
  /** Draws the small version of a picture; undefined if it is damaged, or too large to decode. */
  readonly drawSmall: (picture: Blob) => Promise<Blob | undefined>;
  /** Puts a text on the clipboard. */
  readonly copy: (text: string) => Promise<void>;
  /** Opens a page in the person's own browser. */
  readonly openPage: (address: string) => void;
  /** The notifications of the operating system. */
  readonly outside: OutsideNotices;
  /** The line to Electron's main process: menus, links, further windows. Left out in a browser, which has its own. */
  readonly shell?: ShellLine;
  /** BCP 47. */
  readonly locale: string;
  /**
   * Text that this window stores for the time when the replica cannot be asked (signed out and locked). It contains no data of
   * records.
   */
  readonly windowMemory: { readonly read: () => string | null; readonly write: (text: string) => void };
};

const PortsContext = createContext<AppPorts | undefined>(undefined);

/** Provides the ports to all components below. */
export function AppPortsProvider({ ports, children }: { readonly ports: AppPorts; readonly children: ReactNode }) {
  return <PortsContext value={ports}>{children}</PortsContext>;
}

/** Returns the ports of this window. Throws outside of `AppPortsProvider`. */
export function useAppPorts(): AppPorts {
  const ports = useContext(PortsContext);
  if (!ports) throw new Error('A screen was drawn outside of AppPortsProvider');
  return ports;
}

/** Returns the bridge to the replica. */
export const useBridge = (): Bridge => useAppPorts().bridge;
