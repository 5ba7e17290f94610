/** Example columns and lines of a prepared file; the ids are those of the CM API documentation. */
export const exampleFile = [
  ['card', 'request', 'person', 'template'],
  ['bc88f13f-83ba-4037-8262-46eba1291c6e', 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099', '', ''],
  ['{5D0C6A3E-7A0F-4A55-9C0D-2F3B8F6F1C77}', '', 'jjansen', 'Smart Card Logon'],
] as const;
