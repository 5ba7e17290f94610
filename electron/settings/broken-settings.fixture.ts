/** A settings file that must be refused, and what must be said of its first mistake. */
export interface BrokenSettings {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly line: number | null;
  readonly key: string;
  readonly remedy: RegExp;
}

const broken = (name: string, content: string | Uint8Array, line: number | null, key: string, remedy: RegExp): BrokenSettings => ({ name, content, line, key, remedy });

/** Settings files as they go wrong in practice. */
export const brokenSettings: readonly BrokenSettings[] = [
  broken('an empty file', '', 1, '', /write \{\}/),
  broken('not closed', '{\n  "pollSeconds": 30,\n  "policy": {\n    "bindOffline": true\n', 5, 'bindOffline', /close every brace/),
  broken('a comma too many', '{\n  "pollSeconds": 30,\n}', 3, 'pollSeconds', /Remove the comma/),
  broken('a comma missing', '{\n  "pollSeconds": 30\n  "roster": "/r.csv"\n}', 3, 'pollSeconds', /comma or a colon is missing/),
  broken('a colon missing', '{\n  "pollSeconds" 30\n}', 2, '', /comma or a colon is missing/),
  broken('a comment', '{\n  // every minute\n  "pollSeconds": 60\n}', 2, '', /no comments/),
  broken('single quotes', "{\n  \"roster\": '/r.csv'\n}", 2, 'roster', /straight double quotes/),
  broken('typographic quotes', '{\n  "roster": “/r.csv”\n}', 2, 'roster', /straight double quotes/),
  broken('a key without quotes', '{\n  pollSeconds: 60\n}', 2, '', /keys too/),
  broken('a word for a truth', '{\n  "policy": {\n    "bindOffline": yes\n  }\n}', 3, 'bindOffline', /true, false/),
  broken('single backslashes', '{\n  "roster": "C:\\Users\\desk\\r.csv"\n}', 2, 'roster', /backslash twice/),
  broken('backslashes that are line breaks', '{\n  "roster": "C:\\\\data\\new\\table.csv"\n}', 2, 'roster', /backslash twice/),
  broken('text over two lines', '{\n  "roster": "/srv/\n  r.csv"\n}', 2, 'roster', /end of a line/),
  broken('UTF-16, as PowerShell writes it', Buffer.from('\uFEFF{"pollSeconds": 30}', 'utf16le'), null, '', /UTF-8/),
  broken('Windows-1252', Buffer.from('{\n  "roster": "/srv/Zo\u00eb.csv"\n}', 'latin1'), 2, '', /UTF-8/),
  broken('a list', '[]', 1, '', /object in braces/),
  broken('a number', '30', 1, '', /object in braces/),
  broken('a key twice', '{\n  "server": { "url": "https://a.example.org" },\n  "server": { "url": "https://b.example.org" }\n}', 3, 'server', /one of the two/),
  broken('a misspelt key', '{\n  "sever": { "url": "https://cm.example.org" }\n}', 2, 'sever', /Did you mean server\?/),
  broken('a misspelt key below', '{\n  "server": {\n    "uri": "https://cm.example.org"\n  }\n}', 3, 'server.uri', /Did you mean server\.url\?/),
  broken('a key at the wrong place', '{\n  "bindOffline": true\n}', 2, 'bindOffline', /Did you mean policy\.bindOffline\?/),
  broken('a key of another program', '{\n  "__proto__": { "polluted": true }\n}', 2, '__proto__', /use one of/),
  broken('a server without an address', '{\n  "server": {\n    "prefix": "/CM"\n  }\n}', 2, 'server.url', /Add it/),
  broken('an address that is none', '{\n  "server": { "url": "cm.example.org" }\n}', 2, 'server.url', /https:\/\//),
  broken('an address without a secure connection', '{\n  "server": { "url": "http://cm.example.org" }\n}', 2, 'server.url', /https:\/\//),
  broken('an address with a path', '{ "server": { "url": "https://gateway.example.org/mim/" } }\n', 1, 'server.url', /server\.prefix/),
  broken('an address with a user name and a password', '{ "server": { "url": "https://svc:geheim@cm.example.org/" } }\n', 1, 'server.url', /before the @/),
  broken('an address with a query', '{\n  "server": { "url": "https://cm.example.org/?farm=1" }\n}', 2, 'server.url', /Leave out the \?/),
  broken('an address with a fragment', '{\n  "server": { "url": "https://cm.example.org/#top" }\n}', 2, 'server.url', /Leave out the #/),
  broken('an address with a tab in it', '{\n  "server": { "url": "https://cm.\\texample.org" }\n}', 2, 'server.url', /without spaces, tabs/),
  broken('a path with a tab that leads to another host', '{\n  "server": {\n    "url": "https://cm.example.org",\n    "prefix": "/\\t/evil.example.org"\n  }\n}', 4, 'server.prefix', /Begin it with \//),
  broken('a prefix without its slash', '{\n  "server": {\n    "url": "https://cm.example.org",\n    "prefix": "CM"\n  }\n}', 4, 'server.prefix', /Begin it with \//),
  broken('a truth in quotes', '{\n  "policy": {\n    "bindOffline": "true"\n  }\n}', 3, 'policy.bindOffline', /without quotation marks/),
  broken('a number in quotes', '{\n  "pollSeconds": "30"\n}', 2, 'pollSeconds', /without quotation marks/),
  broken('a number that is too small', '{\n  "pollSeconds": 0\n}', 2, 'pollSeconds', /from 2/),
  broken('a number that is too big', '{\n  "policy": { "longestOfflineHours": 1000 }\n}', 2, 'policy.longestOfflineHours', /168 at most/),
  broken('a fraction', '{\n  "pollSeconds": 2.5\n}', 2, 'pollSeconds', /whole number/),
  broken('a value that there is not', '{\n  "cards": {\n    "pivByteOrder": "big"\n  }\n}', 3, 'cards.pivByteOrder', /"windows-guid", "rfc4122"/),
  broken('text for a list', '{\n  "cards": {\n    "contactlessUidReaders": "Reader 1"\n  }\n}', 3, 'cards.contactlessUidReaders', /list in square brackets/),
  broken('an empty name in a list', '{\n  "cards": {\n    "contactlessUidReaders": [\n      "Reader 1",\n      ""\n    ]\n  }\n}', 5, 'cards.contactlessUidReaders[1]', /Write something/),
  broken('nothing where something belongs', '{\n  "server": null\n}', 2, 'server', /object in braces/),
  broken('an empty path', '{\n  "roster": ""\n}', 2, 'roster', /Write something/),
  broken('an account for two roles', '{\n  "roles": {\n    "accounts": { "viewer": ["EXAMPLE\\\\jan"], "operator": ["example\\\\JAN"] }\n  }\n}', 3, 'roles.accounts', /Name EXAMPLE\\jan once only/),
  broken('a role that there is not', '{\n  "roles": {\n    "otherwise": "boss"\n  }\n}', 3, 'roles.otherwise', /"viewer", "operator"/),
  broken('an account that is a number', '{\n  "roles": {\n    "accounts": { "viewer": [7] }\n  }\n}', 3, 'roles.accounts.viewer[0]', /as text, or several names/),
  broken('a group by its plain name', '{\n  "roles": {\n    "groups": { "operator": ["Badge Office"] }\n  }\n}', 3, 'roles.groups.operator[0]', /distinguished name/),
  broken('a second person that nobody can be', '{\n  "roles": {\n    "fourEyes": ["override-refusal"]\n  }\n}', 3, 'roles.fourEyes', /Name a supervisor or an administrator/),
  broken('larger than any settings', `{ "roster": "${'x'.repeat(1_100_000)}" }`, null, '', /right file/),
];
