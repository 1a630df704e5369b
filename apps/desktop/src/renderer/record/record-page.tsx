import { useRouter } from '@tanstack/react-router';
import { RecordView } from './record-view.tsx';

/** A record on a separate page. */
export function RecordPage({ id }: { readonly id: string }) {
  const router = useRouter();
  return <RecordView id={id} isFull onClose={() => router.history.back()} />;
}
