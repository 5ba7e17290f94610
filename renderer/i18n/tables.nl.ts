import type { TableWords } from './words.js';

/** Dutch for files with lists in them. */
export const tablesNl: TableWords = {
  line: 'Regel {{line}}',
  lineColumn: 'Regel {{line}}, {{column}}',
  file: 'Het bestand',
  problem: {
    unreadable: 'Het kan niet worden gelezen ({{value}}). Staat het open in een ander programma, of op een schijf die weg is?',
    'too-large': 'Het is groter dan {{value}} MiB. Splits het.',
    'empty-file': 'Er staat niets in.',
    'old-or-protected': 'Het is een werkmap in de oude vorm (.xls), of met een wachtwoord beveiligd. Sla het op als .xlsx zonder wachtwoord.',
    'not-a-table': 'Het is geen tekst met kolommen (.csv) en geen werkmap (.xlsx).',
    damaged: 'De werkmap is beschadigd ({{value}}). Open hem in het rekenblad en sla hem opnieuw op.',
    'unknown-encoding': 'Het is niet te zien hoe de letters zijn geschreven. Sla het op als CSV UTF-8.',
    'no-header': 'De eerste regel noemt geen kolommen: {{value}}. Zet de namen van de kolommen boven de lijst.',
    'too-many-rows': 'Het heeft meer dan {{value}} regels. Splits het.',
    'too-many-columns': 'Het heeft meer dan {{value}} kolommen.',
    'bad-quotes': 'De aanhalingstekens vormen geen paren; wat volgt kan niet worden gelezen. ({{value}})',
    'too-few-cells': 'Er zijn minder cellen dan in de kop ({{value}}).',
    'too-many-cells': 'Er zijn meer cellen dan in de kop ({{value}}).',
    'cell-too-long': 'Een cel is te lang: {{value}}…',
    'rounded-number': '‘{{value}}’ is een getal dat door een spreadsheet of programma is afgerond of herschreven. Maak de kolom op als tekst en voer het in zoals het gedrukt staat.',
    'date-value': '‘{{value}}’ is een datum. Heeft de spreadsheet die van een nummer gemaakt? Maak de kolom op als tekst en voer het opnieuw in.',
    'error-value': 'De cel bevat een fout: {{value}}.',
    'empty-id': 'Er staat geen id.',
    'bad-id': '“{{value}}” is geen id dat te lezen is.',
    'blank-id': '“{{value}}” is het id van een kaart die niemand heeft geïnitialiseerd.',
    'duplicate-in-file': 'Het staat al op regel {{value}}.',
    'already-there': '“{{value}}” is er al.',
    'bad-value': '“{{value}}” is geen waarde voor deze kolom.',
  },
};
