import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-command.ts';

// The pictures that end-to-end tests take of screens, and one page that shows all of them for people.

/** Where the pictures are. No run empties it, so that pictures of a part of the tests add to those of the others. */
const pictureFolder = join(root, 'test-results/looks');

/** A picture of a screen: the shell it ran in, its name, its colours, and the width of the window in px. */
export type Picture = {
  readonly shell: string;
  readonly name: string;
  readonly colorScheme: string;
  readonly width: number;
};

/** Returns the file of a picture: `test-results/looks/<shell>/<name>.<colours>.<width>.png`. */
export const pictureFile = ({ shell, name, colorScheme, width }: Picture): string =>
  join(pictureFolder, shell, `${name}.${colorScheme}.${width}.png`);

const picturePattern = /^(.+)\.(light|dark)\.(\d+)\.png$/;
const variants = [1440, 1024, 420].flatMap((width) => [`light.${width}`, `dark.${width}`]);

/** Writes `test-results/looks/contact-sheet.html`: a row for each screen, a column for each width and colours. Returns its path. */
export function writeContactSheet(): string {
  const shells = readdirSync(pictureFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const parts = shells.map(({ name: shell }) => {
    const names = readdirSync(join(pictureFolder, shell)).flatMap((file) => picturePattern.exec(file)?.[1] ?? []);
    const rows = [...new Set(names)].map((name) => {
      const cells = variants.map((variant) => {
        const file = `${shell}/${name}.${variant}.png`;
        return `<td>${existsSync(join(pictureFolder, file)) ? `<a href="${file}"><img loading="lazy" src="${file}" alt="${name}, ${variant}"></a>` : ''}</td>`;
      });
      return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`;
    });
    const heads = variants.map((variant) => `<th scope="col">${variant.replace('.', ', ')} px</th>`);
    return `<h2>${shell}</h2><table><tr><th></th>${heads.join('')}</tr>${rows.join('\n')}</table>`;
  });
  const path = join(pictureFolder, 'contact-sheet.html');
  writeFileSync(
    path,
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens of Outpost</title>
<style>body{font:14px system-ui;background:#ddd}td{vertical-align:top;padding:4px}img{width:360px;max-height:560px;object-fit:contain;object-position:top left}th{text-align:left}</style>
<h1>Screens of Outpost</h1>${parts.join('\n')}</html>\n`,
  );
  return path;
}
