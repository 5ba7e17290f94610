/** Parts of invented names, chosen to be hard on a screen and on a search: accents, particles, very short, very long. */
export const firstNames = [
  'Noor', 'Daan', 'Sanne', 'Bo', 'Wietske', 'Joost', 'Anne-Fleur', 'Thijs', 'Maartje', 'Sjoerd', 'Fenna', 'Gijs',
  'Zoë', 'Renée', 'Noël', 'André', 'Chloé', 'François', 'Amélie', 'Jérôme', 'Åsa', 'Björn', 'Søren', 'Jörg',
  'Çağla', 'İpek', 'Ömer', 'Şeyma', 'Łukasz', 'Zofia', 'Małgorzata', 'Jiří', 'Žofie', 'Ágnes', 'Ștefan', 'Íñigo',
  'Li', 'Yu', 'Minh', 'Amina', 'Youssef', 'Fatima-Zahra', 'Priya', 'Ravi', 'Keiko', 'Kwame', 'Chidi', 'Siobhán',
  'Alexander', 'Wilhelmina', 'Maximiliaan', 'Bartholomeus', 'Guadalupe', 'Konstantinos', 'Oluwaseun', 'Ed',
];

export const lastNames = [
  'van der Velden', 'de Vries', 'Jansen', 'van den Berg', 'Bakker', 'van ’t Hof', 'Ter Horst', 'de Wit', 'Smit',
  'van Oudshoorn-Blankenberg', 'van der Meulen-van Nieuwenhuijzen', 'de Jong-Hendriksen', 'Op den Camp', "in 't Veld",
  'van Lingen tot Oosterwijk', 'ten Broeke', 'Ng', 'O', 'Wu', 'Li', 'Tran', 'Nguyễn', 'El Amrani', 'Ben Haddou',
  'Yıldız', 'Öztürk', 'Kılıç', 'Kowalczyk', 'Wiśniewska', 'Dvořák', 'Černý', 'Szabó', 'Ionescu', 'Papadopoulos',
  'García Hernández', 'de la Cruz', 'Ibáñez', 'Gonçalves', 'Müller', 'Weiß', 'Schröder', 'Grönberg', 'Ødegård',
  'Håkansson', 'Þórsdóttir', 'Lefèvre', 'Châtelain', 'D’Angelo', "O'Shea", 'MacLeod', 'Featherstonehaugh', 'Okafor',
  'Adeyemi-Ogunleye', 'Mensah', 'Iyer', 'Venkataraman', 'Tanaka', 'Pieterse', 'Wolfeschlegelsteinhausen',
];

export const departments = [
  'Facility Services', 'Human Resources', 'Finance & Control', 'Operating Theatre', 'Radiology', 'ICT Workplace',
  'Legal Affairs', 'Research and Development, Site North', 'Security', 'Communications', 'Procurement', 'Laboratory',
];

export const comments = [
  '', '', '', '', 'New colleague, starts Monday', 'Replaces a lost badge', 'Call extension 4410 when ready',
  'Vervangt een beschadigde pas; collega wacht bij de balie', 'Night shift: hand over before 22:00',
];
