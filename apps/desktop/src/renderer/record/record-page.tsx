import { useRouter } from '@tanstack/react-router';
import { EarlierRecord } from './earlier/earlier-record.tsx';
import { stepBack } from '../window/step-back.ts';
import { RecordView } from './record-view.tsx';

type Props = {
  readonly id: string;
  /** The instant of which the record is shown; undefined: today. */
  readonly asOf: string | undefined;
  readonly onAsOf: (asOf: string | undefined) => void;
};

/** A record on a separate page, today or as it was. */
export function RecordPage({ id, asOf, onAsOf }: Props) {
  const router = useRouter();
  if (asOf !== undefined) return <EarlierRecord id={id} at={asOf} onAt={onAsOf} />;
  return <RecordView id={id} isFull onClose={() => stepBack(router, () => void router.navigate({ to: '/' }))} />;
}
