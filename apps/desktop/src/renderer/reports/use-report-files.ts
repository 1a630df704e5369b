import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { type ReportDocument, undrawnIn } from '../../reports/report-pdf.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { reportBlob } from './report-blob.ts';

/** Returns a picture as a data URL. */
export const dataUrlOf = (picture: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The picture could not be read')));
    reader.readAsDataURL(picture);
  });

/** Returns the name of a file of a report, without its ending: letters, digits and spaces of the report's name. */
const fileNameOf = (title: string): string => title.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim() || 'report';

/** The files of reports and dashboards that the window itself makes. */
export type ReportFiles = {
  /** Returns the author and the time of a file made now. */
  readonly madeBy: () => string;
  /** Saves a document as a PDF. Tells the person when it cannot be made, and which characters it cannot show. */
  readonly savePdf: (document: () => Promise<Omit<ReportDocument, 'madeBy'>>) => Promise<void>;
  /** Saves a picture under the name of the report. Tells the person when there is none. */
  readonly savePicture: (title: string, picture: () => Promise<Blob | undefined>) => Promise<void>;
};

export function useReportFiles(): ReportFiles {
  const { saveFile } = useAppPorts();
  const formats = useFormats();
  const nowMs = useNow();
  const { person, organisation } = useSignedIn();
  const { show } = useSnackbar();
  const madeBy = () => [person.name, organisation.name, formats.instant(new Date(nowMs()).toISOString())].join(', ');
  return {
    madeBy,
    savePdf: async (parts) => {
      try {
        const document = { ...(await parts()), madeBy: madeBy() };
        saveFile(`${fileNameOf(document.title)}.pdf`, await reportBlob(document));
        const undrawn = undrawnIn(document);
        if (undrawn !== undefined) show({ text: undrawn, tone: 'bad' });
      } catch {
        show({ text: 'The PDF could not be made. Print it instead.', tone: 'bad' });
      }
    },
    savePicture: async (title, picture) => {
      const drawn = await picture().catch(() => undefined);
      if (drawn) saveFile(`${fileNameOf(title)}.png`, drawn);
      else show({ text: 'The picture could not be made. Print it instead.', tone: 'bad' });
    },
  };
}
