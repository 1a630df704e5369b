import { type ComponentType, createContext, type ReactNode, Suspense, use, useReducer } from 'react';

const RedrawContext = createContext(() => {});

/**
 * Returns a component whose script is loaded when it is first drawn. Draw it inside a `LoadBoundary`. If the script can't be
 * loaded, it throws the error of `load`.
 */
export function loadable<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loading: Promise<void> | undefined;
  let Loaded: ComponentType<Props> | undefined;
  return function Loadable(props: Props) {
    const redraw = use(RedrawContext);
    loading ??= load().then((component) => {
      Loaded = component;
    });
    if (!Loaded) void loading.then(() => {}).then(redraw, () => {}); // one step later, so that `use` knows by then that it is loaded
    use(loading); // throws its error; also once it is loaded, as React asks of a component that has waited
    return Loaded ? <Loaded {...props} /> : null;
  };
}

type BoundaryProps = { readonly fallback?: ReactNode; readonly children: ReactNode };

/**
 * Draws `fallback` until the scripts of all components in it are loaded. It draws them at once then. React's own `lazy` and
 * `Suspense` draw them at the earliest 300 ms after the fallback, because React holds back whatever it draws by itself
 * after waiting. So the boundary is drawn again by an update of its own.
 */
export function LoadBoundary({ fallback, children }: BoundaryProps) {
  'use no memo'; // `redraw` draws `Suspense` again, although nothing of it has changed
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  return (
    <RedrawContext value={redraw}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </RedrawContext>
  );
}
