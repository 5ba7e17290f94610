import type { ScreenWords } from './words.js';

/** Dutch for the frame and the screens beside the desk. */
export const screensNl: ScreenWords = {
  nav: { title: 'Schermen', desk: 'Balie', attention: 'Aandacht' },
  attention: {
    title: 'Vraagt een mens',
    count_one: '{{count}} koppeling wacht op een beslissing of een oog erop',
    count_other: '{{count}} koppelingen wachten op een beslissing of een oog erop',
    none: 'Niets vraagt een mens',
    noneHint: 'Wat de server weigert, wat niet op te helderen is en wat te lang wacht, verschijnt hier vanzelf.',
    confirmed: 'bevestigd {{age}}',
    happened: 'Wat er gebeurde',
    kept: 'Wat bewaard is',
    next: 'Wat nu te doen',
    reason: {
      conflict: 'De server zegt iets anders',
      unresolved: 'Niet op te helderen',
      'too-many-tries': 'De server blijft falen',
      refused: 'Geweigerd door de server',
      'too-old': 'Wacht sinds gisteren of langer',
      uncertain: 'Onzeker: een antwoord ging verloren',
      'sign-in': 'Wacht op aanmelding',
      'waiting-long': 'Wacht lang',
    },
    keeps: {
      reserved: 'De koppeling staat in het journaal. Deze aanvraag en deze kaart blijven voor elkaar gereserveerd: geen van beide kan hier aan iets anders gekoppeld worden tot dit geregeld is.',
      free: 'De weigering staat in het journaal. Er is niets gekoppeld: aanvraag en kaart zijn weer vrij.',
    },
    do: {
      conflict: 'Hou de kaart apart. Zoek de aanvraag op in het CM-portaal: welke kaart heeft ze? Is het verschil daar hersteld, vraag het de server dan opnieuw. Werd een andere kaart gekoppeld, geef dit dan op met een reden.',
      unresolved: 'Hou de kaart apart en vraag het de server opnieuw. Blijft het zo, dan vindt de beheerder de aanvraag hieronder in het CM-portaal.',
      'too-many-tries': 'Hou de kaart apart. Geef de beheerder de correlatie-id, en vraag het de server opnieuw als het hersteld is.',
      refused: 'Leg de kaart apart en meld de beheerder wat de server zei. Sluit het daarna af met een notitie.',
      'too-old': 'Zoek uit of de persoon nog wacht en wie de kaart heeft. Het station blijft proberen; vraag het de server nu, of roep de beheerder.',
      uncertain: 'Hou de kaart apart. Het station vraagt het zelf aan de server voor er iets opnieuw wordt verstuurd.',
      'sign-in': 'Meld u aan bij de server. De koppeling wordt dan vanzelf verstuurd.',
      'waiting-long': 'Hou de kaart apart. Het station blijft vanzelf proberen; roep de beheerder als de server wegblijft.',
    },
  },
  evidence: {
    title: 'Bewijs',
    found: 'Gevonden bij de server',
    error: 'Laatste fout',
    status: 'HTTP-status',
    said: 'De server zei',
    attempts: 'Pogingen',
    confirmed: 'Bevestigd',
    binding: 'Koppeling',
  },
};
