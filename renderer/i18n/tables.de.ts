import type { TableWords } from './words.js';

/** German for files with lists in them. */
export const tablesDe: TableWords = {
  line: 'Zeile {{line}}',
  lineColumn: 'Zeile {{line}}, {{column}}',
  file: 'Die Datei',
  problem: {
    unreadable: 'Sie kann nicht gelesen werden ({{value}}). Ist sie in einem anderen Programm offen, oder auf einem Laufwerk, das fehlt?',
    'too-large': 'Sie ist größer als {{value}} MiB. Teilen Sie sie.',
    'empty-file': 'Es steht nichts darin.',
    'old-or-protected': 'Es ist eine Arbeitsmappe der alten Form (.xls) oder durch ein Kennwort geschützt. Speichern Sie sie als .xlsx ohne Kennwort.',
    'not-a-table': 'Es ist weder ein Text mit Spalten (.csv) noch eine Arbeitsmappe (.xlsx).',
    damaged: 'Die Arbeitsmappe ist beschädigt ({{value}}). Öffnen Sie sie in der Tabellenkalkulation und speichern Sie sie neu.',
    'unknown-encoding': 'Es ist nicht zu erkennen, wie die Buchstaben geschrieben sind. Speichern Sie als CSV UTF-8.',
    'no-header': 'Die erste Zeile nennt keine Spalten: {{value}}. Setzen Sie die Namen der Spalten über die Liste.',
    'too-many-rows': 'Sie hat mehr als {{value}} Zeilen. Teilen Sie sie.',
    'too-many-columns': 'Sie hat mehr als {{value}} Spalten.',
    'bad-quotes': 'Die Anführungszeichen gehen nicht auf; was folgt, ist nicht lesbar. ({{value}})',
    'too-few-cells': 'Es sind weniger Zellen als in der Kopfzeile ({{value}}).',
    'too-many-cells': 'Es sind mehr Zellen als in der Kopfzeile ({{value}}).',
    'cell-too-long': 'Eine Zelle ist zu lang: {{value}}…',
    'rounded-number': '„{{value}}“ wurde von einer Tabellenkalkulation oder einem Programm gerundet oder umgeschrieben. Formatieren Sie die Spalte als Text und geben Sie den Wert wie aufgedruckt ein.',
    'date-value': '„{{value}}“ ist ein Datum. Falls die Tabellenkalkulation es aus einer Nummer gemacht hat: Formatieren Sie die Spalte als Text und geben Sie die Nummer neu ein.',
    'error-value': 'Die Zelle enthält einen Fehler: {{value}}.',
    'empty-id': 'Es steht keine Id da.',
    'bad-id': '„{{value}}“ ist keine lesbare Id.',
    'blank-id': '„{{value}}“ ist die Id einer Karte, die niemand initialisiert hat.',
    'duplicate-in-file': 'Sie steht schon in Zeile {{value}}.',
    'already-there': '„{{value}}“ ist schon da.',
    'bad-value': '„{{value}}“ ist kein Wert für diese Spalte.',
  },
};
