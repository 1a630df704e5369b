import { minorUnitDigits } from '@outpost/domain/kernel/text/currencies';
import { xmlText } from '../spreadsheets/xml-text.ts';

/** A file's own number formats have numbers from here on (ECMA-376 Part 1, 18.8.30). */
const firstOwnFormat = 164;
const general = 0;
const asText = 49;

type Style = { readonly format: number; readonly isBold?: true; readonly isQuoted?: true };

/** The styles of a workbook. Each is added at its first use, so `xml` is called when all cells are written. */
export class XlsxStyles {
  readonly #formats = new Map<string, number>();
  readonly #styles: Style[] = [{ format: general }];
  readonly #known = new Map<string, number>();

  /** Returns the style of the header. */
  header(): number {
    return this.#style('header', () => ({ format: general, isBold: true }));
  }

  /** Returns the style of a text that a spreadsheet would read as a formula if a person typed it. It stays text when edited. */
  quotedText(): number {
    return this.#style('quoted', () => ({ format: asText, isQuoted: true }));
  }

  /** Returns the style of an amount of this currency: "EUR 1,234.50". */
  money(currency: string): number {
    return this.#style(`money ${currency}`, () => {
      const places = minorUnitDigits(currency);
      const amount = `#,##0${places === 0 ? '' : `.${'0'.repeat(places)}`}`;
      return { format: this.#format(/^[A-Z]{3}$/.test(currency) ? `[$${currency}] ${amount}` : amount) };
    });
  }

  /** Returns the style of a percentage. */
  percent(places: number): number {
    return this.#style(`percent ${places}`, () => ({
      format: this.#format(places === 0 ? '0%' : `0.${'0'.repeat(places)}%`),
    }));
  }

  /** Returns the style of a date. Its order of year, month and day is the same in all countries. */
  day(): number {
    return this.#style('day', () => ({ format: this.#format('yyyy-mm-dd') }));
  }

  instant(): number {
    return this.#style('instant', () => ({ format: this.#format('yyyy-mm-dd hh:mm:ss') }));
  }

  /** Returns the style of a span of time; its hours go beyond 24. */
  duration(): number {
    return this.#style('duration', () => ({ format: this.#format('[h]:mm:ss') }));
  }

  /** Returns the style of a whole number, which is never shown as a power of ten; of other numbers the default. */
  number(places: number): number {
    return places > 0 ? 0 : this.#style('whole', () => ({ format: 1 }));
  }

  /** Returns the part `xl/styles.xml`. */
  xml(): string {
    const formats = [...this.#formats].map(([code, id]) => `<numFmt numFmtId="${id}" formatCode="${xmlText(code)}"/>`);
    const styles = this.#styles.map(
      ({ format, isBold, isQuoted }) =>
        `<xf numFmtId="${format}" fontId="${isBold ? 1 : 0}" fillId="0" borderId="0" xfId="0"${format === general ? '' : ' applyNumberFormat="1"'}${isBold ? ' applyFont="1"' : ''}${isQuoted ? ' quotePrefix="1"' : ''}/>`,
    );
    const font = '<sz val="11"/><name val="Calibri"/><family val="2"/>';
    return [
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
      '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
      formats.length === 0 ? '' : `<numFmts count="${formats.length}">${formats.join('')}</numFmts>`,
      `<fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts>`,
      '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
      '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
      `<cellXfs count="${styles.length}">${styles.join('')}</cellXfs>`,
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
      '</styleSheet>',
    ].join('');
  }

  #format(code: string): number {
    const id = this.#formats.get(code) ?? firstOwnFormat + this.#formats.size;
    this.#formats.set(code, id);
    return id;
  }

  #style(key: string, make: () => Style): number {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const number = this.#styles.push(make()) - 1;
    this.#known.set(key, number);
    return number;
  }
}
