import type { Role } from './roles.js';

/** The fictional people of training mode who can approve as a second person, with their passwords. */
export const trainingApprovers = [
  { account: 'swit', name: 'Sanne de Wit', password: 'four-eyes', role: 'supervisor' },
  { account: 'bjacobs', name: 'Bram Jacobs', password: 'four-eyes', role: 'operator' },
] as const satisfies readonly { readonly account: string; readonly name: string; readonly password: string; readonly role: Role }[];
