import { systemUserId } from '@outpost/domain/engine/act/author';
import type { AuditDocument } from '@outpost/domain/kernel/audit/audit-report';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import type { CallOutput } from '../../../bridge/contract.ts';
import { documentLabel, isReport, isSightReport, lastDayOf } from './report-words.ts';
import { useSaveDocument } from './use-save-document.ts';
import classes from './audit.module.css';

type Props = CallOutput<'audit.documents'> & {
  readonly label: string;
  /** The header of the second column: the period of a report, or the time of an erasure. */
  readonly when: string;
};

/** Draws signed documents: their names, makers and times, and buttons that save them. */
export function DocumentsTable({ label, when, documents, names }: Props) {
  const formats = useFormats();
  const { running, saveJson, savePdf } = useSaveDocument();
  const makerOf = ({ madeBy }: AuditDocument): string =>
    madeBy === systemUserId ? 'the operator of the server' : (names[madeBy] ?? 'somebody who is gone');
  const whenOf = (document: AuditDocument): string =>
    isReport(document)
      ? `${formats.date(formats.dayOf(document.from))} to ${formats.date(lastDayOf(formats, document.until))}`
      : formats.instant(document.madeAt);
  const columns = [
    { id: 'what', header: 'Document' },
    { id: 'when', header: when },
    { id: 'acts', header: <span className="outpost-visually-hidden">Save</span>, align: 'end' as const },
  ];
  const rowOf = (document: AuditDocument) => {
    const { id, kind, madeAt } = document;
    const disabledReason = running === undefined ? undefined : 'The server is being asked.';
    const of = (
      <span className="outpost-visually-hidden">{` of ${documentLabel(kind)}, ${whenOf(document)}, made ${formats.instant(madeAt)}`}</span>
    );
    return {
      id,
      cells: [
        <span key="what" className={classes.two}>
          <b>{documentLabel(kind)}</b>
          <span className={classes.quiet} dir="auto">
            {isReport(document) ? `${formats.instant(madeAt)}, by ${makerOf(document)}` : `By ${makerOf(document)}`}
          </span>
        </span>,
        <span key="when">{whenOf(document)}</span>,
        <span key="acts" className={classes.acts}>
          {isReport(document) || isSightReport(document) ? (
            <Button
              size="sm"
              variant="quiet"
              icon="download"
              disabledReason={disabledReason}
              onClick={() => void savePdf(id)}
            >
              PDF
              {of}
            </Button>
          ) : null}
          <Button
            size="sm"
            variant="quiet"
            icon="signature"
            disabledReason={disabledReason}
            onClick={() => void saveJson(id)}
          >
            JSON with signature
            {of}
          </Button>
        </span>,
      ],
    };
  };
  return <DataTable label={label} columns={columns} rows={documents.map(rowOf)} />;
}
