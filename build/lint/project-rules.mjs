/**
 * Matches SQL in a string. Keywords count only in all capitals or all small letters, so that a sentence ("Select a card from
 * the list") is not SQL.
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
 * Forbids SQL in strings and template literals.
 * @type {import('@oxlint/plugins').Rule}
 */
const noSql = {
  create(context) {
    const message = 'SQL belongs in electron/store.';
    return {
      Literal(node) {
        if (typeof node.value === 'string' && statement.test(node.value)) context.report({ node, message });
      },
      TemplateLiteral(node) {
        const text = node.quasis.map(({ value }) => value.raw).join('x');
        if (statement.test(text)) context.report({ node, message });
      },
    };
  },
};

/**
 * Forbids importing Electron as a whole, which would hide the names that are used.
 * @type {import('@oxlint/plugins').Rule}
 */
const electronByName = {
  create(context) {
    const message = 'Import the names you need from electron.';
    return {
      ImportExpression(node) {
        if (node.source.type === 'Literal' && node.source.value === 'electron') context.report({ node, message });
      },
      CallExpression(node) {
        const [first] = node.arguments;
        const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
        if (isRequire && first?.type === 'Literal' && first.value === 'electron') context.report({ node, message });
      },
    };
  },
};

const replacing = new Set(['mock', 'doMock', 'hoisted', 'resetModules', 'stubGlobal']);

/**
 * Forbids replacing modules or globals outside of mocked tests.
 * @type {import('@oxlint/plugins').Rule}
 */
const mocksAlone = {
  create(context) {
    return {
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || callee.object.name !== 'vi') return;
        if (callee.property.type !== 'Identifier' || !replacing.has(callee.property.name)) return;
        context.report({ node, message: 'It would reach other files, which run in the same process: call this file *.mocked.test.ts.' });
      },
    };
  },
};

const sending = new Set(['send', 'sendToFrame', 'postMessage']);
/** How code here calls a page: the window's, a frame's, or the sender's of a message. */
const pageNames = new Set(['webContents', 'contents', 'sender', 'mainFrame', 'senderFrame']);

/**
 * Whether an expression is a page by its name, alone or at the end of a path.
 * @param {import('@oxlint/plugins').ESTree.Node | null} node
 * @returns {boolean}
 */
const isPage = (node) =>
  node !== null &&
  ((node.type === 'Identifier' && pageNames.has(node.name)) || (node.type === 'MemberExpression' && isPage(node.property)));

/**
 * Messages to the page, which only the sender of events may send.
 * @type {import('@oxlint/plugins').Rule}
 */
const eventsAlone = {
  create(context) {
    const message = 'Messages to the page are sent in electron/app/page-messages.ts; state goes through EventStream.';
    return {
      MemberExpression(node) {
        const { property } = node;
        const name = property.type === 'Identifier' ? property.name : property.type === 'Literal' ? property.value : null;
        if (isPage(node.object) && sending.has(String(name))) context.report({ node, message });
      },
      VariableDeclarator(node) {
        if (node.id.type !== 'ObjectPattern' || !isPage(node.init)) return;
        for (const one of node.id.properties)
          if (one.type === 'Property' && one.key.type === 'Identifier' && sending.has(one.key.name)) context.report({ node: one, message });
      },
    };
  },
};

export default {
  meta: { name: 'project' },
  rules: { 'no-sql': noSql, 'electron-by-name': electronByName, 'mocks-alone': mocksAlone, 'events-alone': eventsAlone },
};
