import { describe, expect, it } from 'vitest';
import { reportContent, type ReportDocument } from './report-pdf.ts';

const figures = {
  columns: [
    { label: 'Owner', isNumber: false },
    { label: 'Win rate', isNumber: true },
  ],
  rows: [
    ['Noor Halvani', '63.16 %'],
    ['Zoë Müller', '59.7 %'],
  ],
};
const report: ReportDocument = {
  title: 'Win rate by agent',
  about: 'Win rate by Owner, 2026',
  madeBy: 'Maya Okafor, Fenwright Systems, 23 Nov 2026',
  sections: [figures],
};
describe('the PDF of a report', () => {
  it('has a head, and a table with a bold first line and numbers at the right', () => {
    const [title, about, madeBy, table] = reportContent(report);
    expect([title, about, madeBy]).toMatchObject([{ text: report.title }, { text: report.about }, { text: report.madeBy }]); // prettier-ignore
    expect(table).toMatchObject({
      table: {
        headerRows: 1,
        widths: ['*', 'auto'],
        body: [
          [
            { text: 'Owner', bold: true, alignment: 'left' },
            { text: 'Win rate', bold: true, alignment: 'right' },
          ],
          [{ text: 'Noor Halvani' }, { text: '63.16 %', alignment: 'right' }],
          [{ text: 'Zoë Müller' }, { text: '59.7 %' }],
        ],
      },
    });
  });

  it('has the picture of the chart between the two', () => {
    const picture = 'data:image/png;base64,AA==';
    const [, , , head, table] = reportContent({ ...report, sections: [{ ...figures, picture }] });
    expect([head, table]).toMatchObject([{ stack: [{ image: picture }] }, { table: { headerRows: 1 } }]);
  });
});
