import type { Role } from './roles.js';

/** The invented people of training mode who can be a second person, with the password of the invented directory. */
export const trainingApprovers = [
  { account: 'swit', name: 'Sanne de Wit', password: 'four-eyes', role: 'supervisor' },
  { account: 'bjacobs', name: 'Bram Jacobs', password: 'four-eyes', role: 'operator' },
] as const satisfies readonly { readonly account: string; readonly name: string; readonly password: string; readonly role: Role }[];
