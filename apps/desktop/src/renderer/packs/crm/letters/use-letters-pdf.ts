import { letterFormatOf } from '@outpost/domain/kernel/letters/letter-formats';
import { lettersPdfDefinition, mostBatchLetters, printedLetter } from '@outpost/domain/kernel/letters/letters-pdf';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { pdfBlob } from '../../../reports/report-blob.ts';
import { useAppPorts } from '../../../window/app-ports.tsx';

/** The letters of a batch, and how they are saved as a PDF. `save` undefined: this device does not hold all of them. */
export type BatchPdf = { readonly held: number; readonly save: (() => Promise<void>) | undefined };

/** Reads the letters of a batch. Undefined while they are read. */
export function useLettersPdf(batch: ShownRecord, { isOff }: { readonly isOff: boolean }): BatchPdf | undefined {
  const { saveFile } = useAppPorts();
  const { show } = useSnackbar();
  const { data } = useRecordList(
    {
      entity: 'crm/letter',
      where: { field: 'batch', op: 'is', value: batch.id },
      sort: [{ field: 'createdAt', direction: 'asc' }],
      limit: mostBatchLetters,
    },
    { isOff },
  );
  if (data === undefined) return undefined;
  const format = letterFormatOf(batch.fields['format']);
  const letters = data.rows.map((row) => printedLetter(row, format));
  const save = async (): Promise<void> => {
    try {
      saveFile(`${textIn(batch.fields['name']).replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim() || 'letters'}.pdf`, await pdfBlob(lettersPdfDefinition({ format, sender: textIn(batch.fields['sender']), letters }))); // prettier-ignore
    } catch {
      show({ text: 'The PDF could not be made.', tone: 'bad' });
    }
  };
  return { held: letters.length, save: letters.length === batch.fields['letterCount'] ? save : undefined };
}
