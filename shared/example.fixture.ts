/** The example exchange of the CM API documentation: request, card and smartcard. */
export const example = {
  requestId: 'a9b4b42c-cc50-4c9b-89d1-bbc0bcd5a099',
  cardId: 'bc88f13f-83ba-4037-8262-46eba1291c6e',
  rawCardId: '3ff188bcba833740826246eba1291c6e',
  atr: '3b8d0180fba000000397425446590301c8',
  smartcardUri: 'api/v1.0/smartcards/17cf063d-e337-4aa9-a822-346554ddd3c9',
} as const;
