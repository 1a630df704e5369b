import { crc32, deflateSync } from 'node:zlib';

/** A rectangle of one colour: its place and size in parts of the picture (0 to 1), and its colour as [red, green, blue]. */
type Patch = {
  readonly at: readonly [x: number, y: number, width: number, height: number];
  readonly colour: readonly [number, number, number];
};
type Scene = { readonly top: Patch['colour']; readonly bottom: Patch['colour']; readonly patches: readonly Patch[] };

const grey = (value: number): Patch['colour'] => [value, value, value + 4];
const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const scenes = {
  rack: {
    top: [92, 96, 104],
    bottom: [42, 44, 50],
    patches: [
      { at: [0.3, 0.08, 0.4, 0.84], colour: grey(24) },
      ...times(9, (row): Patch => ({ at: [0.33, 0.12 + row * 0.085, 0.34, 0.06], colour: grey(58 + (row % 3) * 12) })),
      ...times(27, (lamp): Patch => ({
        at: [0.35 + (lamp % 3) * 0.03, 0.14 + Math.floor(lamp / 3) * 0.085, 0.012, 0.016],
        colour: lamp % 4 === 1 ? [236, 170, 60] : [80, 210, 120],
      })),
    ],
  },
  house: {
    top: [150, 190, 226],
    bottom: [112, 138, 92],
    patches: [
      { at: [0.16, 0.34, 0.68, 0.4], colour: [222, 212, 196] },
      { at: [0.12, 0.28, 0.76, 0.07], colour: [124, 74, 60] },
      ...times(5, (window): Patch => ({ at: [0.21 + window * 0.125, 0.42, 0.075, 0.12], colour: [86, 112, 136] })),
      { at: [0.46, 0.58, 0.09, 0.16], colour: [92, 64, 48] },
      { at: [0, 0.74, 1, 0.03], colour: [92, 116, 78] },
    ],
  },
  cables: {
    top: [206, 200, 190],
    bottom: [168, 160, 148],
    patches: times(14, (cable): Patch => ({
      at: [0.1 + cable * 0.058, 0.05 + (cable % 3) * 0.04, 0.03, 0.82],
      colour: [
        [40, 92, 170],
        [206, 120, 40],
        [60, 60, 64],
        [190, 190, 60],
      ][cable % 4] as [number, number, number], // the list has four
    })),
  },
  ceiling: {
    top: [238, 236, 230],
    bottom: [196, 190, 182],
    patches: [
      ...times(12, (lamp): Patch => ({
        at: [0.08 + (lamp % 4) * 0.24, 0.12 + Math.floor(lamp / 4) * 0.2, 0.1, 0.05],
        colour: [255, 250, 214],
      })),
      { at: [0, 0.72, 1, 0.28], colour: [132, 108, 84] },
      { at: [0.3, 0.66, 0.4, 0.1], colour: [84, 66, 50] },
    ],
  },
} as const satisfies Readonly<Record<string, Scene>>;
export type DemoScene = keyof typeof scenes;

const [width, height] = [640, 480] as const;

/** Draws a scene as a PNG of 640 by 480 pixels. The same scene gives the same bytes. */
export function demoPicture(name: DemoScene): Buffer {
  const { top, bottom, patches }: Scene = scenes[name];
  const rows = Buffer.alloc((1 + width * 3) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const patch = patches.findLast(
        ({ at: [left, above, wide, high] }) =>
          x >= left * width && x < (left + wide) * width && y >= above * height && y < (above + high) * height,
      );
      for (let part = 0; part < 3; part += 1) {
        const from = top[part] ?? 0;
        const colour = patch?.colour[part] ?? from + (((bottom[part] ?? 0) - from) * y) / height;
        rows[y * (1 + width * 3) + 1 + x * 3 + part] = colour;
      }
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits of red, green and blue
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** Draws a floor plan of two pages as a PDF. */
export function demoPlan(title: string): Buffer {
  const rooms = ['40 60 200 140', '240 60 120 140', '40 200 120 100', '160 200 200 100'];
  const racks = ['262 84 34 44', '304 84 34 44'];
  const drawn = (page: number) =>
    [
      '0.15 w',
      ...rooms.map((room) => `1.6 w ${room} re S`),
      ...(page === 1 ? racks : []).map((rack) => `0.6 w ${rack} re S`),
      '[6 3] 0 d 0.15 0.36 0.84 RG 1.2 w 60 180 m 180 180 l 180 106 l 262 106 l S [] 0 d 0 G',
      `BT /F1 13 Tf 40 324 Td (${title}, page ${page} of 2) Tj ET`,
      ...['Hall', 'Cellar', 'Office', 'Store'].map((room, index) => {
        const [x = '0', y = '0'] = (rooms[index] ?? '').split(' ');
        return `BT /F1 9 Tf ${Number(x) + 8} ${Number(y) + 10} Td (${room}) Tj ET`;
      }),
    ].join('\n');
  const page = (content: number) =>
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 350]/Contents ${content} 0 R/Resources<</Font<</F1 7 0 R>>>>>>`;
  const stream = (text: string) => `<</Length ${text.length}>>stream\n${text}\nendstream`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>',
    page(4),
    stream(drawn(1)),
    page(6),
    stream(drawn(2)),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const at = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
