import type { ImportPart } from '../../kernel/entities/fields.ts';

/** The two columns of a person's name in exports of address books and other CRMs. */
export const nameParts: readonly ImportPart[] = [
  {
    label: 'First name',
    importAs: ['firstname', 'given name', 'forename', 'vorname', 'prénom', 'nombre', 'nome', 'voornaam'],
  },
  {
    label: 'Last name',
    importAs: [
      'lastname',
      'surname',
      'family name',
      'nachname',
      'familienname',
      'nom',
      'apellido',
      'apellidos',
      'cognome',
      'achternaam',
    ],
  },
];
