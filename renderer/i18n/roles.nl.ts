import type { RoleWords } from './words.js';

/** Dutch for roles and for the second person. */
export const rolesNl: RoleWords = {
  roles: {
    title: 'Rollen',
    name: {
      viewer: 'Kijker',
      operator: 'Operator',
      supervisor: 'Toezichthouder',
      administrator: 'Beheerder',
    },
    yours: 'Uw rol',
    barred: 'Uw rol is hier “{{role}}”. Hiervoor is “{{needs}}” nodig.',
    source: {
      unset: 'Er zijn geen rollen ingesteld: iedereen mag alles.',
      account: 'De instellingen noemen dit account.',
      group: 'De adreslijst heeft dit account in een groep die de instellingen noemen.',
      otherwise: 'Noch de instellingen noch een groep noemen dit account: het is de rol van alle anderen.',
      kept: 'De adreslijst is niet te bevragen. Dit zei ze {{age}}.',
      least: 'De adreslijst heeft nog niets over dit account gezegd. Tot dan is de rol de minste die het kan zijn.',
    },
    may: 'Wat elke rol mag',
    does: {
      viewer: 'Kijken: aanvragen, geschiedenis, toestand van het station.',
      operator: 'Koppelen, intrekken, de server opnieuw vragen, opgeven, ontvangstbewijzen afdrukken, een bestand voor ondersteuning bewaren.',
      supervisor: 'Goedkeuren als tweede persoon, het journaal uitvoeren, de instellingen zien.',
      administrator: 'Alles.',
    },
    each: 'Elke rol mag ook wat de rollen erboven mogen.',
    fourEyes: 'Vraagt een tweede persoon',
    actions: {
      'override-refusal': 'Koppelen ondanks een weigering door het beleid van het station zelf',
      'bind-unresolved-person': 'Koppelen voor iemand wiens naam niet bekend is',
      'give-up-uncertain': 'Een koppeling opgeven waarvan niemand weet of ze doorging',
    },
  },
  approval: {
    title: 'Een tweede persoon keurt goed',
    ask: 'Tweede persoon…',
    can: 'Een toezichthouder kan het hier als tweede persoon goedkeuren.',
    needed: 'Opgeven vraagt een tweede persoon.',
    hint: 'Een toezichthouder meldt zich hier voor deze ene handeling aan, en moet iemand anders zijn dan {{operator}}. Naam en wachtwoord worden één keer bekeken en nergens bewaard.',
    what: {
      bind: 'Deze kaart wordt aan deze persoon gekoppeld',
      giveUp: 'Deze koppeling wordt opgegeven',
    },
    inSpiteOf: 'Ondanks dit:',
    refusal: {
      'person-unresolved': 'Niemand kent de naam achter de aanvraag.',
      'requests-too-old': 'De server is niet te bereiken, en de lijst van aanvragen is ouder dan {{hours}} uur.',
      'card-prepared-for-another': 'Een voorbereid bestand zegt dat deze kaart voor {{name}} is ({{file}}, regel {{line}}).',
      'request-prepared-for-another': 'Een voorbereid bestand zegt dat een andere kaart voor deze aanvraag is: {{card}} ({{file}}, regel {{line}}).',
      'card-refused-by-stock': { 'not-in-stock': 'De voorraad kent deze kaart niet.', used: 'Volgens de voorraad is deze kaart al gebruikt.', lost: 'Deze kaart is als verloren gemeld.' },
    },
    reason: 'Reden, voor het journaal',
    account: 'Naam van de tweede persoon',
    password: 'Wachtwoord van de tweede persoon',
    bind: 'Goedkeuren en koppelen',
    giveUp: 'Goedkeuren en opgeven',
    busy: 'Controleren…',
    left: 'De kaart is weggenomen, dus er is niets goed te keuren. Annuleer, en begin opnieuw met de kaart.',
    by: '{{approver}} ({{role}}): {{reason}}',
    training: 'Tweede persoon bij het oefenen: {{account}} ({{role}}), wachtwoord {{password}}',
  },
};
