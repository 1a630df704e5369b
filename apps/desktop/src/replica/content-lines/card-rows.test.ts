import { describe, expect, it } from 'vitest';
import { cardRow } from './card-rows.ts';
import { components } from './components.ts';
import { contentLines } from './content-lines.ts';
import { LeftOut } from './rows.ts';

/** Returns the rows of the cards in a text, and the sentence about the values that they leave out. */
function read(text: string, pieceChars = 7) {
  const pieces = Array.from({ length: Math.ceil(text.length / pieceChars) }, (_, at) =>
    text.slice(at * pieceChars, (at + 1) * pieceChars),
  );
  const leftOut = new LeftOut();
  const rows = [...components(contentLines(pieces), new Set(['VCARD']))].flatMap((card) => {
    const row = card && cardRow(card, leftOut);
    return row ? [Object.fromEntries(row)] : [];
  });
  return { rows, said: leftOut.sentence() };
}
const card = (version: string, ...lines: readonly string[]): string =>
  ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join('\r\n');

describe('cards of version 4.0', () => {
  it('[E-2] reads the example of RFC 6350, section 8', () => {
    const { rows, said } = read(
      card(
        '4.0',
        'FN:Simon Perreault',
        'N:Perreault;Simon;;;ing. jr,M.Sc.',
        'BDAY:--0203',
        'GENDER:M',
        'LANG;PREF=1:fr',
        'ORG;TYPE=work:Viagenie',
        'ADR;TYPE=work:;Suite D2-630;2875 Laurier;',
        ' Quebec;QC;G1V 2M2;Canada',
        'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102',
        'TEL;VALUE=uri;TYPE="work,cell,voice,video,text":tel:+1-418-262-6501',
        'EMAIL;TYPE=work:simon.perreault@viagenie.ca',
        'URL;TYPE=home:http://nomis80.org',
      ),
    );
    expect(rows).toEqual([
      {
        'Full name': 'Simon Perreault',
        'First name': 'Simon',
        'Last name': 'Perreault',
        Company: 'Viagenie',
        'E-mail': 'simon.perreault@viagenie.ca',
        Phone: '+1-418-656-9254;ext=102',
        Mobile: '+1-418-262-6501',
        Address: 'Suite D2-630, 2875 Laurier, Quebec, QC, G1V 2M2, Canada',
        Website: 'http://nomis80.org',
      },
    ]);
    expect(said).toBe('Left out: 1 × GENDER, 1 × LANG, 1 × birthday without a year.');
  });

  it('[E-2] puts preferred values first, further ones in columns of their own, and takes one of several translations', () => {
    const { rows } = read(
      card(
        '4.0',
        'FN;ALTID=1;LANGUAGE=de:Zoë',
        'FN;ALTID=1;LANGUAGE=en:Zoe',
        'EMAIL;PREF=2:two@example.com',
        'EMAIL:last@example.com',
        'item1.EMAIL;PREF=1:one@example.com',
        'CATEGORIES:vip,north\\, east',
        'NOTE:One\\nline\\; two',
      ),
    );
    expect(rows).toEqual([
      {
        'Full name': 'Zoë',
        'E-mail': 'one@example.com',
        'E-mail 2': 'two@example.com',
        'E-mail 3': 'last@example.com',
        Tags: 'vip;north, east',
        Notes: 'One\nline; two',
      },
    ]);
  });

  it('[E-2] leaves out groups, and a name that is only in parts is made of them', () => {
    const { rows, said } = read(
      card('4.0', 'KIND:group', 'FN:The team', 'MEMBER:urn:uuid:1') + card('4.0', 'N:Turing;Alan;Mathison;Dr.;'),
    );
    expect(rows).toEqual([{ 'Full name': 'Dr. Alan Mathison Turing', 'First name': 'Alan', 'Last name': 'Turing' }]);
    expect(said).toContain('1 × group of cards');
  });
});

describe('cards of version 3.0', () => {
  it('[E-2] reads the example of RFC 2426, section 7, and skips its picture', () => {
    const { rows, said } = read(
      card(
        '3.0',
        'FN:Frank Dawson',
        'ORG:Lotus Development Corporation',
        'TITLE:Engineer',
        'ADR;TYPE=WORK,POSTAL,PARCEL:;;6544 Battleford Drive',
        ' ;Raleigh;NC;27613-3502;U.S.A.',
        'TEL;TYPE=VOICE,MSG,WORK:+1-919-676-9515',
        'TEL;TYPE=FAX,WORK:+1-919-676-9564',
        'EMAIL;TYPE=INTERNET:fdawson@earthlink.net',
        'EMAIL;TYPE=INTERNET,PREF:Frank_Dawson@Lotus.com',
        'BDAY:1996-04-15T00:00:00Z',
        'URL:http://home.earthlink.net/~fdawson',
        'PHOTO;ENCODING=b;TYPE=JPEG:MIICajCCAdOgAwIBAgICBEUwDQYJKoZIhvcNAQEEBQAwdzELMAkGA1U',
        ' EBhMCVVMxLDAqBgNVBAoTI05ldHNjYXBlIENvbW11bmljYXRpb25zIENvcnBvcmF0aW',
        'UID:19950401-080045-40000F192713-0052',
      ),
    );
    expect(rows).toEqual([
      {
        'Full name': 'Frank Dawson',
        Company: 'Lotus Development Corporation',
        'Job title': 'Engineer',
        'E-mail': 'Frank_Dawson@Lotus.com',
        'E-mail 2': 'fdawson@earthlink.net',
        Phone: '+1-919-676-9515',
        Fax: '+1-919-676-9564',
        Address: '6544 Battleford Drive, Raleigh, NC, 27613-3502, U.S.A.',
        Birthday: '1996-04-15',
        Website: 'http://home.earthlink.net/~fdawson',
        UID: '19950401-080045-40000F192713-0052',
      },
    ]);
    expect(said).toBe('Left out: 1 × picture or sound.');
  });

  it('[E-2] keeps a name whose parts differ, and reports unreadable lines', () => {
    const { rows, said } = read(
      card(
        '3.0',
        'FN:Bob Smith',
        'N:Smith;Robert;;;',
        'TEL;=:1',
        'just text',
        'BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12',
      ),
    );
    expect(rows).toEqual([{ 'Full name': 'Bob Smith' }]);
    expect(said).toBe('Left out: 2 × unreadable line, 1 × birthday without a year.');
  });
});

describe('cards of version 2.1', () => {
  it('[E-2] reads types without names, and quoted-printable values with soft line breaks in any charset', () => {
    const { rows } = read(
      card(
        '2.1',
        'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCr=',
        'gen;;;',
        'FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:J=FCrgen M=FCller',
        'TEL;WORK;VOICE;PREF:+43 1 234',
        'TEL;CELL:+43 664 1',
        'TEL;WORK;FAX:+43 1 235',
        'EMAIL;INTERNET:j@example.com',
        'ADR;WORK:;;Ring 1;Wien;;1010;Austria',
        'NOTE;ENCODING=QUOTED-PRINTABLE:One=0D=0Atwo: =3D',
        'ORG:Müller;Sales',
        ' North',
        'BDAY:19850412',
      ),
    );
    expect(rows).toEqual([
      {
        'Full name': 'Jürgen Müller',
        'First name': 'Jürgen',
        'Last name': 'Müller',
        Company: 'Müller',
        Department: 'Sales North',
        'E-mail': 'j@example.com',
        Phone: '+43 1 234',
        Mobile: '+43 664 1',
        Fax: '+43 1 235',
        Address: 'Ring 1, Wien, 1010, Austria',
        Notes: 'One\ntwo: =',
        Birthday: '1985-04-12',
      },
    ]);
  });
});
