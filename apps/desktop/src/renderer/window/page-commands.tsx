import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';

/** A command of the open page, as the palette offers it. */
export type PageCommand = {
  readonly id: string;
  readonly icon: string;
  /** Begins with a verb: "Merge the 2 selected accounts". */
  readonly title: string;
  readonly run: () => void;
};

type PageCommands = {
  readonly add: (read: () => readonly PageCommand[]) => () => void;
  readonly all: () => readonly PageCommand[];
};

const PageCommandsContext = createContext<PageCommands>({ add: () => () => undefined, all: () => [] });

/** Collects the commands of the pages below it. */
export function PageCommandsProvider({ children }: { readonly children: ReactNode }) {
  const commands = useMemo<PageCommands>(() => {
    const readers = new Set<() => readonly PageCommand[]>();
    return {
      add(read) {
        readers.add(read);
        return () => readers.delete(read);
      },
      all: () => [...readers].flatMap((read) => read()),
    };
  }, []);
  return <PageCommandsContext value={commands}>{children}</PageCommandsContext>;
}

/** Offers commands in the palette while the calling component is mounted: the actions of its buttons and menus. */
export function usePageCommands(commands: readonly PageCommand[]): void {
  const { add } = useContext(PageCommandsContext);
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => add(() => latest.current), [add]);
}

/** Returns a function that returns the commands of the open page. */
export const useReadPageCommands = (): (() => readonly PageCommand[]) => useContext(PageCommandsContext).all;
