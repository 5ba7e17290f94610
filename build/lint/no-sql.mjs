/**
 * SQL in a string. Keywords are matched in capitals or in small letters only, so that a sentence for people
 * ("Select a card from the list") is none.
 */
const statement = new RegExp(
  [
    // A space is any white space, @ a word.
    'select [^]* from ',
    'insert (or @ )?into ',
    'replace into ',
    'update @ set ',
    'delete from ',
    'create (temp )?(unique )?(table|index|trigger|view) ',
    'alter table ',
    'drop (table|index|trigger|view) ',
    'pragma @',
    'begin (immediate|exclusive|deferred|transaction)',
  ]
    .flatMap((form) => [form, form.toUpperCase()])
    .map((form) => `^\\s*${form.replaceAll(' ', '\\s+').replaceAll('@', '\\w+')}`)
    .join('|'),
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
