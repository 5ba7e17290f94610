import type { BindingEvent } from '../bindings/binding-event.js';
import type { AbandonEventName } from '../../shared/abandon.js';
import type { CareEvent } from '../../shared/after-care.js';
import type { EventKind } from './event-kind.js';

/** Events of entries about a binding. */
export type BindingEntryEvent = BindingEvent['event'] | 'intended' | 'approved' | CareEvent | AbandonEventName;

/**
 * The collector's events for entries about a binding. Each also sends the binding's id, its state with the reason code, and its
 * after-care outcome.
 */
export const bindingKinds: Readonly<Record<BindingEntryEvent, EventKind>> = {
  intended: { id: 2001, severity: 'info', text: 'A binding was confirmed' },
  submitting: { id: 2002, severity: 'info', text: 'A binding is being sent' },
  answered: { id: 2003, severity: 'info', text: 'The server accepted a binding' },
  failed: { id: 2004, severity: 'notice', text: 'A binding was not accepted' },
  interrupted: { id: 2005, severity: 'notice', text: 'The station stopped while a binding was being sent' },
  found: { id: 2006, severity: 'info', text: 'The server has the binding' },
  'not-found': { id: 2007, severity: 'info', text: 'The server does not have the binding' },
  conflicting: { id: 2008, severity: 'warning', text: 'The server has something different from the binding' },
  'request-changed': { id: 2009, severity: 'warning', text: 'The request of a binding changed' },
  'check-failed': { id: 2010, severity: 'notice', text: 'The server could not be asked about a binding' },
  withdrawn: { id: 2011, severity: 'notice', text: 'A binding was withdrawn' },
  retried: { id: 2012, severity: 'notice', text: 'A person had the server asked again about a binding' },
  restored: { id: 2013, severity: 'notice', text: 'A binding was restored from an older copy of the journal' },
  'given-up': { id: 2014, severity: 'notice', text: 'A person gave up a binding' },
  approved: { id: 2015, severity: 'notice', text: 'A second person approved the next step of a binding' },
  executed: { id: 2016, severity: 'info', text: 'The request of a binding was executed' },
  'request-failed': { id: 2017, severity: 'notice', text: 'The request of a binding failed' },
  'request-canceled': { id: 2018, severity: 'notice', text: 'The request of a binding was canceled' },
  'request-denied': { id: 2019, severity: 'notice', text: 'The request of a binding was denied' },
  'request-lost': { id: 2020, severity: 'warning', text: 'The request of a binding no longer exists on the server' },
  overdue: { id: 2021, severity: 'notice', text: 'The request of a binding was not executed in time' },
  'never-executed': { id: 2022, severity: 'notice', text: 'The request of a binding was never executed' },
  differs: { id: 2023, severity: 'warning', text: 'The server has something different from what was bound' },
  'as-bound': { id: 2024, severity: 'info', text: 'The server matches the binding again' },
  'care-closed': { id: 2025, severity: 'notice', text: 'A person closed a bound request with a note' },
  'abandon-sent': { id: 2026, severity: 'notice', text: 'The server was asked to abandon the request of a binding' },
  'abandon-unconfirmed': { id: 2027, severity: 'warning', text: 'It is unknown whether the request of a binding was abandoned' },
  abandoned: { id: 2028, severity: 'notice', text: 'The request of a binding was abandoned' },
  'not-abandoned': { id: 2029, severity: 'warning', text: 'The request of a binding was not abandoned' },
};
