import type { RoleWords } from './words.js';

/** French for roles and for the second person. */
export const rolesFr: RoleWords = {
  roles: {
    title: 'Rôles',
    name: {
      viewer: 'Observateur',
      operator: 'Opérateur',
      supervisor: 'Superviseur',
      administrator: 'Administrateur',
    },
    yours: 'Votre rôle',
    barred: 'Votre rôle est ici « {{role}} ». Il faut « {{needs}} » pour cela.',
    source: {
      unset: 'Aucun rôle n’est défini : chacun peut tout faire.',
      account: 'Les paramètres nomment ce compte.',
      group: 'L’annuaire a ce compte dans un groupe que les paramètres nomment.',
      otherwise: 'Ni les paramètres ni un groupe ne nomment ce compte : c’est le rôle de tous les autres.',
      kept: 'L’annuaire ne peut pas être interrogé. Il l’a dit {{age}}.',
      least: 'L’annuaire n’a encore rien dit de ce compte. D’ici là, le rôle est le moindre qu’il puisse être.',
    },
    may: 'Ce que chaque rôle peut faire',
    does: {
      viewer: 'Regarder : demandes, historique, état du poste.',
      operator: 'Lier, retirer, interroger de nouveau le serveur, abandonner, imprimer des reçus, enregistrer un fichier pour l’assistance.',
      supervisor: 'Approuver comme seconde personne, exporter le journal, voir les paramètres.',
      administrator: 'Tout.',
    },
    each: 'Chaque rôle peut aussi ce que peuvent ceux du dessus.',
    fourEyes: 'Demande une seconde personne',
    actions: {
      'override-refusal': 'Lier malgré un refus des règles du poste lui-même',
      'bind-unresolved-person': 'Lier pour une personne dont le nom n’est pas connu',
      'give-up-uncertain': 'Abandonner une liaison dont personne ne sait si elle a pris effet',
    },
  },
  approval: {
    title: 'Une seconde personne approuve',
    ask: 'Seconde personne…',
    can: 'Un superviseur peut l’approuver ici comme seconde personne.',
    needed: 'L’abandonner demande une seconde personne.',
    hint: 'Un superviseur s’identifie ici pour cette seule action, et doit être quelqu’un d’autre que {{operator}}. Le nom et le mot de passe sont vérifiés une fois et gardés nulle part.',
    what: {
      bind: 'Cette carte est liée à cette personne',
      giveUp: 'Cette liaison est abandonnée',
    },
    inSpiteOf: 'Malgré ceci :',
    refusal: {
      'person-unresolved': 'Personne ne connaît le nom derrière la demande.',
      'requests-too-old': 'Le serveur est injoignable, et la liste des demandes a plus de {{hours}} heures.',
      'card-prepared-for-another': 'Un fichier préparé dit que cette carte est pour {{name}} ({{file}}, ligne {{line}}).',
      'request-prepared-for-another': 'Un fichier préparé dit qu’une autre carte est pour cette demande : {{card}} ({{file}}, ligne {{line}}).',
      'card-refused-by-stock': { 'not-in-stock': 'Le stock ne connaît pas cette carte.', used: 'Selon le stock, cette carte a déjà servi.', lost: 'Cette carte a été déclarée perdue.' },
    },
    reason: 'Motif, pour le journal',
    account: 'Nom de la seconde personne',
    password: 'Mot de passe de la seconde personne',
    bind: 'Approuver et lier',
    giveUp: 'Approuver et abandonner',
    busy: 'Vérification…',
    left: 'La carte a été enlevée : il n’y a plus rien à approuver. Annulez, et recommencez avec la carte.',
    by: '{{approver}} ({{role}}) : {{reason}}',
    training: 'Seconde personne à l’exercice : {{account}} ({{role}}), mot de passe {{password}}',
  },
};
