import type { BindingEvent } from '../bindings/binding-event.js';
import type { EventKind } from './kinds.js';

/** The events of a binding's own entries. */
export type BindingEntryEvent = BindingEvent['event'] | 'intended' | 'approved';

/** The entries of a binding; each tells the binding's id, its new state and that state's code of a reason too. */
export const bindingKinds: Readonly<Record<BindingEntryEvent, EventKind>> = {
  intended: { id: 2001, severity: 'info', text: 'A binding was confirmed' },
  submitting: { id: 2002, severity: 'info', text: 'A binding is being sent' },
  answered: { id: 2003, severity: 'info', text: 'The server accepted a binding' },
  failed: { id: 2004, severity: 'notice', text: 'A binding was not accepted' },
  interrupted: { id: 2005, severity: 'notice', text: 'The station stopped while a binding was being sent' },
  found: { id: 2006, severity: 'info', text: 'The server has the binding' },
  'not-found': { id: 2007, severity: 'info', text: 'The server does not have the binding' },
  conflicting: { id: 2008, severity: 'warning', text: 'The server has something else than the binding' },
  'request-changed': { id: 2009, severity: 'warning', text: 'The request of a binding changed' },
  'check-failed': { id: 2010, severity: 'notice', text: 'The server could not be asked about a binding' },
  withdrawn: { id: 2011, severity: 'notice', text: 'A binding was withdrawn' },
  retried: { id: 2012, severity: 'notice', text: 'A person had a binding tried again' },
  restored: { id: 2013, severity: 'notice', text: 'A binding was taken from an older copy of the journal' },
  'given-up': { id: 2014, severity: 'notice', text: 'A person gave up a binding' },
  approved: { id: 2015, severity: 'notice', text: 'A second person approved what comes next' },
};
