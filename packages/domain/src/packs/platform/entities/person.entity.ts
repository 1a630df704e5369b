import { entity } from '../../../kernel/entities/entity.ts';
import { choice, date, email, fileField, json, phone, text } from '../../../kernel/entities/fields.ts';
import { PersonId } from '../ids.ts';

/**
 * A person of the tenant. The record's id is the user id everywhere. To sign in, a person needs an identity with this
 * id (schema `auth`).
 */
export const person = entity(PersonId, {
  schema: 2, // 2: the tokens of telephone numbers, derived from unchanged fields
  label: { one: 'Person', many: 'People' },
  icon: 'users',
  title: 'name',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  fields: {
    name: text({ required: true, searched: true, bySubject: true, importAs: ['sales_agent', 'agent', 'full name'] }),
    /** The address with which the person signs in. Changing it changes the sign-in. */
    email: email({ searched: true, administered: true, dangerous: true, label: 'E-mail', importAs: ['mail', 'email'] }),
    phone: phone({ searched: true, bySubject: true }),
    // PLT-45: each person's own profile (ADR 104).
    /** A small picture, drawn in place of the initials. */
    picture: fileField({ bySubject: true, label: 'Picture' }),
    /** IANA: times are shown to this person in this zone. Empty: that of the organisation. */
    timeZone: text({ maxChars: 60, bySubject: true, label: 'Time zone' }),
    /** BCP 47: how dates and numbers are written for this person. Empty: the formats of the organisation. */
    locale: text({ maxChars: 35, bySubject: true, label: 'Formats' }),
    /** ASG-4: the days on which assignment rules pass the person over, both included. An empty one is open. */
    awayFrom: date({ bySubject: true, label: 'Away from' }),
    awayUntil: date({ bySubject: true, label: 'Away until' }),
    status: choice(
      [
        { value: 'not-invited', label: 'Not invited' },
        { value: 'active', label: 'Active' },
        { value: 'suspended', label: 'Suspended' },
      ],
      { required: true, administered: true, dangerous: true },
    ),
    /** `[{role: role key, teamId: team id or null for the whole tenant}]`: the source of the person's rights. */
    memberships: json({ administered: true, dangerous: true, label: 'Roles' }),
  },
  indexes: [['name'], ['email'], ['status', 'name'], ['updatedAt']],
  listed: ['name', 'email', 'status'],
});
