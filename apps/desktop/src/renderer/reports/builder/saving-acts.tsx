import { Menu } from '@mantine/core';
import type { ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { chartPicture } from '@outpost/ui/charts/chart-picture';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { IconButton } from '@outpost/ui/parts/button';
import { memo, type RefObject, useEffect, useMemo, useRef } from 'react';
import { exportFormats, type TableFormat, tableFormats } from '../../../bridge/calls/export-calls.ts';
import { reportTable, reportTexts } from '../../../reports/report-table.ts';
import { useExport } from '../../records/export/use-export.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { usePageCommands } from '../../window/page-commands.tsx';
import { chartKindOf } from '../charts/chart-kinds.ts';
import { aboutReport } from '../report-words.ts';
import type { ReportAnswerState } from '../use-figures.ts';
import { dataUrlOf, useReportFiles } from '../use-report-files.ts';

/** A report as it is on the page. */
type ReportOnPage = {
  readonly title: string;
  readonly definition: ReportDefinition;
  readonly answer: ReportAnswerState;
};

/** The ways to save a report outside of Outpost. */
type SavingActs = {
  readonly pdf: () => void;
  readonly table: (format: TableFormat) => void;
  readonly picture: () => void;
};

const isPictureOf = ({ chart, groups }: ReportDefinition): boolean => chartKindOf(chart, groups.length).isPicture === true; // prettier-ignore

/**
 * Returns the acts that save the report on a page. They are the same object at each call, so that a letter in the name does not
 * draw their buttons. `panel`: the element with the chart. `problem`: why the last table could not be saved.
 */
export function useSavingActs(
  shown: ReportOnPage,
  panel: RefObject<HTMLElement | null>,
): { readonly saving: SavingActs; readonly problem: string | undefined } {
  const catalogue = useCatalogue();
  const formats = useFormats();
  const files = useReportFiles();
  const file = useExport();
  const latest = useRef({ shown, catalogue, formats, files, file });
  useEffect(() => {
    latest.current = { shown, catalogue, formats, files, file };
  });
  const saving = useMemo((): SavingActs => {
    const pictureOf = async () => {
      const { title, definition } = latest.current.shown;
      return isPictureOf(definition) && panel.current ? chartPicture(panel.current, title) : undefined;
    };
    return {
      pdf() {
        const { shown: now, catalogue: kinds, formats: words } = latest.current;
        void latest.current.files.savePdf(async () => {
          if (now.answer.state !== 'ready') throw new Error('There are no figures yet');
          const picture = await pictureOf();
          const figures = reportTexts(now.answer.figures, now.answer);
          return {
            title: now.title,
            about: aboutReport(kinds, now.definition, words),
            sections: [{ picture: picture && (await dataUrlOf(picture)), ...figures }],
          };
        });
      },
      table(format) {
        const { title, answer } = latest.current.shown;
        if (answer.state === 'ready')
          void latest.current.file.run({ name: title.slice(0, 200), format, ...reportTable(answer.figures, answer) });
      },
      picture: () => void latest.current.files.savePicture(latest.current.shown.title, pictureOf),
    };
  }, [panel]);
  const { progress } = file;
  return { saving, problem: progress.state === 'ready' ? progress.problem : undefined };
}

type Props = { readonly saving: SavingActs; readonly isReady: boolean; readonly definition: ReportDefinition };

/** The buttons that save a report as a file or a picture, or print it. */
export const SavingButtons = memo(function SavingButtons({ saving, isReady, definition }: Props) {
  return (
    <>
      <Menu position="bottom-end" width={200} disabled={!isReady}>
        <Menu.Target>
          <IconButton
            icon="download"
            label="Save as a file"
            size={32}
            disabledReason={isReady ? undefined : 'There are no figures yet.'}
          />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={saving.pdf}>PDF document</Menu.Item>
          {tableFormats.map((format) => (
            <Menu.Item key={format} onClick={() => saving.table(format)}>
              {exportFormats[format].label} file
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <IconButton
        icon="photo"
        label="Save as a picture"
        size={32}
        disabledReason={
          isPictureOf(definition) ? undefined : 'This kind of chart is text: save its figures, or print it.'
        }
        onClick={saving.picture}
      />
      <IconButton icon="print" label="Print" size={32} onClick={() => window.print()} />
      {isReady ? <SavingCommands saving={saving} /> : null}
    </>
  );
});

/** Offers in the palette to save the report as a file. */
function SavingCommands({ saving }: Pick<Props, 'saving'>) {
  usePageCommands([
    { id: 'save pdf', icon: 'download', title: 'Save this report as PDF document', run: saving.pdf },
    ...tableFormats.map((format) => ({
      id: `save ${format}`,
      icon: 'download',
      title: `Save this report as ${exportFormats[format].label} file`,
      run: () => saving.table(format),
    })),
  ]);
  return null;
}
