/**
 * SQL in a string. Keywords are matched in capitals or in small letters only, so that a sentence for people
 * ("Select a card from the list") is none.
 */
const statement = new RegExp(
  [
    'select\\s[^]*\\sfrom\\s',
    'insert\\s+(or\\s+\\w+\\s+)?into\\s',
    'replace\\s+into\\s',
    'update\\s+\\w+\\s+set\\s',
    'delete\\s+from\\s',
    'create\\s+(temp\\s+)?(unique\\s+)?(table|index|trigger|view)\\s',
    'alter\\s+table\\s',
    'drop\\s+(table|index|trigger|view)\\s',
    'pragma\\s+\\w+',
    'begin\\s+(immediate|exclusive|deferred|transaction)',
  ]
    .flatMap((source) => [source, source.replace(/\\?[a-z]+/g, (word) => (word.startsWith('\\') ? word : word.toUpperCase()))])
    .map((source) => `^\\s*${source}`)
    .join('|')
);

/**
 * Reports string and template literals that are SQL statements.
 * @type {import('eslint').Rule.RuleModule}
 */
export const noSql = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { sql: 'SQL belongs in electron/store.' },
  },
  create(context) {
    return {
      Literal(node) {
        if (typeof node.value === 'string' && statement.test(node.value)) context.report({ node, messageId: 'sql' });
      },
      TemplateLiteral(node) {
        const text = node.quasis.map(({ value }) => value.raw).join('x');
        if (statement.test(text)) context.report({ node, messageId: 'sql' });
      },
    };
  },
};
