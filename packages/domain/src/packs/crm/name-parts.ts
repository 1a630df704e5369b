import type { ImportPart } from '../../kernel/entities/fields.ts';

/** A person's name as address books and other CRMs export it: in two columns. */
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
