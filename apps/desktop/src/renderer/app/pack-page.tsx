import { LoadBoundary } from '@outpost/ui/loading/loadable';
import { useParams } from '@tanstack/react-router';
import { usePackPage } from '../slots/use-slots.tsx';
import { NothingHere } from './nothing-here.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';

/** A page of a pack, found by its address. */
export function PackPage() {
  const { _splat: path } = useParams({ from: '/$' });
  const page = usePackPage(`/${path ?? ''}`);
  if (!page) return <NothingHere />;
  return (
    <ScreenBoundary key={path}>
      <LoadBoundary>{page}</LoadBoundary>
    </ScreenBoundary>
  );
}
