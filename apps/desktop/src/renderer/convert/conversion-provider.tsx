import { type ReactNode, useState } from 'react';
import { useRecord } from '../queries/record-queries.ts';
import { OpenConversion } from '../records/open-conversion.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { ConvertDialog } from './convert-dialog.tsx';

/** Lets every screen open the dialog that converts a record. */
export function ConversionProvider({ children }: { readonly children: ReactNode }) {
  const [id, setId] = useState<string>();
  return (
    <OpenConversion value={setId}>
      {children}
      {id === undefined ? null : <Converting key={id} id={id} onClose={() => setId(undefined)} />}
    </OpenConversion>
  );
}

/** The dialog of a record. It draws nothing until the record is read, or if the record cannot be converted. */
function Converting({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const answer = useRecord(id).data;
  const { entities, conversions } = useCatalogue();
  const entity = answer && entities.get(answer.record.entity);
  const conversion = entity && conversions.get(entity.name);
  return answer && conversion ? (
    <ConvertDialog conversion={conversion} entity={entity} answer={answer} onClose={onClose} />
  ) : null;
}
