import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';

/** A page's own way to print, or undefined while the page is printed as the window draws it. */
type OwnPrint = (() => void) | undefined;

type PagePrints = {
  readonly add: (read: () => OwnPrint) => () => void;
  readonly print: () => void;
};

const PagePrintContext = createContext<PagePrints>({ add: () => () => undefined, print: () => window.print() });

/** Collects the ways to print of the pages below it. */
export function PagePrintProvider({ children }: { readonly children: ReactNode }) {
  const prints = useMemo<PagePrints>(() => {
    const readers = new Set<() => OwnPrint>();
    return {
      add(read) {
        readers.add(read);
        return () => readers.delete(read);
      },
      print() {
        const own = [...readers].flatMap((read) => read() ?? []).at(-1);
        if (own) own();
        else window.print();
      },
    };
  }, []);
  return <PagePrintContext value={prints}>{children}</PagePrintContext>;
}

/** Prints the page by `own` while the calling component is mounted. Of several components, the last mounted one decides. */
export function usePagePrint(own: OwnPrint): void {
  const { add } = useContext(PagePrintContext);
  const latest = useRef(own);
  useEffect(() => {
    latest.current = own;
  });
  useEffect(() => add(() => latest.current), [add]);
}

/** Returns the function that prints the open page, for the menu of the app, the palette and the key. */
export const usePrintPage = (): (() => void) => useContext(PagePrintContext).print;
