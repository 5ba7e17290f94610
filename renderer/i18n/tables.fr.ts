import type { TableWords } from './words.js';

/** French for files with lists in them. */
export const tablesFr: TableWords = {
  line: 'Ligne {{line}}',
  lineColumn: 'Ligne {{line}}, {{column}}',
  file: 'Le fichier',
  problem: {
    unreadable: 'Il ne peut pas être lu ({{value}}). Est-il ouvert dans un autre programme, ou sur un lecteur absent ?',
    'too-large': 'Il dépasse {{value}} Mio. Divisez-le.',
    'empty-file': 'Il est vide.',
    'old-or-protected': 'C’est un classeur de l’ancien format (.xls), ou protégé par un mot de passe. Enregistrez-le en .xlsx sans mot de passe.',
    'not-a-table': 'Ce n’est ni un texte en colonnes (.csv) ni un classeur (.xlsx).',
    damaged: 'Le classeur est endommagé ({{value}}). Ouvrez-le dans le tableur et enregistrez-le de nouveau.',
    'unknown-encoding': 'On ne peut pas savoir comment ses lettres sont écrites. Enregistrez-le en CSV UTF-8.',
    'no-header': 'La première ligne ne nomme pas de colonnes : {{value}}. Mettez les noms des colonnes au-dessus de la liste.',
    'too-many-rows': 'Il a plus de {{value}} lignes. Divisez-le.',
    'too-many-columns': 'Il a plus de {{value}} colonnes.',
    'bad-quotes': 'Les guillemets ne vont pas par paires ; la suite est illisible. ({{value}})',
    'too-few-cells': 'Il y a moins de cellules que dans l’en-tête ({{value}}).',
    'too-many-cells': 'Il y a plus de cellules que dans l’en-tête ({{value}}).',
    'cell-too-long': 'Une cellule est trop longue : {{value}}…',
    'rounded-number': '« {{value}} » est un nombre arrondi ou réécrit par un tableur ou un programme. Mettez la colonne au format Texte et saisissez-le tel qu’il est imprimé.',
    'date-value': '« {{value}} » est une date. Si le tableur l’a tirée d’un numéro, mettez la colonne au format Texte et ressaisissez-le.',
    'error-value': 'La cellule contient une erreur : {{value}}.',
    'empty-id': 'Il n’y a pas d’identifiant.',
    'bad-id': '« {{value}} » n’est pas un identifiant lisible.',
    'blank-id': '« {{value}} » est l’identifiant d’une carte que personne n’a initialisée.',
    'duplicate-in-file': 'Il figure déjà à la ligne {{value}}.',
    'already-there': '« {{value}} » existe déjà.',
    'bad-value': '« {{value}} » n’est pas une valeur pour cette colonne.',
  },
};
