import { Button } from '@outpost/ui/parts/button';
import { PanelSection } from '@outpost/ui/parts/panel-section';
import type { RecordPartProps } from '../../../slots/pack-screens.ts';
import { useLettersPdf } from './use-letters-pdf.ts';

/** LET-4: saves the letters of a print batch as one PDF. */
export function BatchSection({ entity, record }: RecordPartProps) {
  const isBatch = entity.name === 'crm/letter-batch';
  const pdf = useLettersPdf(record, { isOff: !isBatch });
  if (!isBatch || pdf === undefined) return null;
  const { save, held } = pdf;
  const why = save ? undefined : `This device holds ${held} of its letters. The others have not arrived yet, or you do not see them.`; // prettier-ignore
  return (
    <PanelSection title="Printing">
      <Button size="sm" icon="download" disabledReason={why} onClick={() => void save?.()}>
        Save the letters as a PDF
      </Button>
    </PanelSection>
  );
}
