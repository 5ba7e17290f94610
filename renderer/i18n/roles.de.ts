import type { RoleWords } from './words.js';

/** German for roles and for the second person. */
export const rolesDe: RoleWords = {
  roles: {
    title: 'Rollen',
    name: {
      viewer: 'Betrachter',
      operator: 'Bediener',
      supervisor: 'Aufsicht',
      administrator: 'Administrator',
    },
    yours: 'Ihre Rolle',
    barred: 'Ihre Rolle ist hier „{{role}}“. Dazu braucht es „{{needs}}“.',
    source: {
      unset: 'Es sind keine Rollen eingerichtet: alle dürfen alles.',
      account: 'Die Einstellungen nennen dieses Konto.',
      group: 'Das Verzeichnis hat dieses Konto in einer Gruppe, die die Einstellungen nennen.',
      otherwise: 'Weder die Einstellungen noch eine Gruppe nennen dieses Konto: es ist die Rolle aller anderen.',
      kept: 'Das Verzeichnis kann nicht gefragt werden. Es sagte dies {{age}}.',
      least: 'Das Verzeichnis hat über dieses Konto noch nichts gesagt. Bis dahin ist die Rolle die geringste, die es sein kann.',
    },
    may: 'Was jede Rolle darf',
    does: {
      viewer: 'Ansehen: Anträge, Verlauf, Zustand der Station.',
      operator: 'Binden, zurückziehen, den Server neu fragen, aufgeben, Quittungen drucken, eine Datei für den Support speichern.',
      supervisor: 'Als zweite Person genehmigen, das Journal exportieren, die Einstellungen sehen.',
      administrator: 'Alles.',
    },
    each: 'Jede Rolle darf auch, was die Rollen darüber dürfen.',
    fourEyes: 'Braucht eine zweite Person',
    actions: {
      'override-refusal': 'Binden trotz einer Ablehnung durch die Regeln der Station selbst',
      'bind-unresolved-person': 'Binden für eine Person, deren Name nicht bekannt ist',
      'give-up-uncertain': 'Eine Bindung aufgeben, von der niemand weiß, ob sie wirksam wurde',
    },
  },
  approval: {
    title: 'Eine zweite Person genehmigt',
    ask: 'Zweite Person…',
    can: 'Eine Aufsicht kann es hier als zweite Person genehmigen.',
    needed: 'Das Aufgeben braucht eine zweite Person.',
    hint: 'Eine Aufsicht meldet sich hier für diese eine Handlung an und muss jemand anderes sein als {{operator}}. Name und Passwort werden einmal geprüft und nirgends behalten.',
    what: {
      bind: 'Diese Karte wird an diese Person gebunden',
      giveUp: 'Diese Bindung wird aufgegeben',
    },
    inSpiteOf: 'Trotzdem:',
    refusal: {
      'person-unresolved': 'Niemand kennt den Namen hinter dem Antrag.',
      'requests-too-old': 'Der Server ist nicht erreichbar, und die Liste der Anträge ist älter als {{hours}} Stunden.',
      'card-prepared-for-another': 'Eine vorbereitete Datei sagt, dass diese Karte für {{name}} ist ({{file}}, Zeile {{line}}).',
      'request-prepared-for-another': 'Eine vorbereitete Datei sagt, dass eine andere Karte für diesen Antrag ist: {{card}} ({{file}}, Zeile {{line}}).',
      'card-refused-by-stock': { 'not-in-stock': 'Der Bestand kennt diese Karte nicht.', used: 'Im Bestand gilt diese Karte als schon verwendet.', lost: 'Diese Karte wurde als verloren gemeldet.' },
    },
    reason: 'Grund, für das Journal',
    account: 'Name der zweiten Person',
    password: 'Passwort der zweiten Person',
    bind: 'Genehmigen und binden',
    giveUp: 'Genehmigen und aufgeben',
    busy: 'Wird geprüft…',
    left: 'Die Karte wurde weggenommen, also gibt es nichts zu genehmigen. Brechen Sie ab und beginnen Sie mit der Karte neu.',
    by: '{{approver}} ({{role}}): {{reason}}',
    training: 'Zweite Person in der Übung: {{account}} ({{role}}), Passwort {{password}}',
  },
};
