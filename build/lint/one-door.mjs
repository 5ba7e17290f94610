import { dirname, posix, relative, sep } from 'node:path';
import { root } from '../lib/paths.mjs';
import { arrows, doors, isWithin } from './doors.mjs';

/**
 * Holds imports of every kind (static, re-export, dynamic, `require`) to the arrows and doors of `doors.mjs`.
 * @type {import('eslint').Rule.RuleModule}
 */
export const oneDoor = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      arrow: '{{from}} must not import from {{to}}.',
      door: '{{what}} must not be imported here: {{why}}.',
      whole: 'Import the names you need from electron, not the whole of it.',
      fixture: 'What ships must not import what is for tests.',
      extension: 'A relative import carries its file extension (.js for TypeScript).',
    },
  },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    // Fixtures are files that only tests import.
    const isTest = /\.(?:(?:test|fixture)\.tsx?|long\.ts)$/.test(file);

    /**
     * @param {import('estree').Node} node
     * @param {string} module
     * @param {readonly string[] | null} names Null: all of them.
     */
    const check = (node, module, names) => {
      if (module.startsWith('.')) checkRelative(node, module);
      for (const door of doors) {
        if (!door.module.test(module) || door.only.some((pattern) => isWithin(file, pattern))) continue;
        if (isTest && !door.testsToo) continue;
        const closed = door.names;
        if (closed === undefined) {
          context.report({ node, messageId: 'door', data: { what: module, why: door.why } });
          continue;
        }
        for (const name of names?.filter((candidate) => closed.includes(candidate)) ?? []) {
          context.report({ node, messageId: 'door', data: { what: `${name} of ${module}`, why: door.why } });
        }
      }
      if (module === 'electron' && names === null) context.report({ node, messageId: 'whole' });
    };

    /**
     * @param {import('estree').Node} node
     * @param {string} module
     */
    const checkRelative = (node, module) => {
      if (!/\.(js|mjs|cjs|json|css|svg|png|mp3|wav)(\?\w+)?$/.test(module)) context.report({ node, messageId: 'extension' });
      if (!isTest && /\.(test|fixture)\.js$/.test(module) && !isWithin(file, 'e2e/') && !isWithin(file, 'bench/')) {
        context.report({ node, messageId: 'fixture' });
      }
      const target = posix.join(dirname(file), module);
      if (isTest && file.startsWith('electron/')) return;
      const arrow = arrows.find(({ from }) => isWithin(file, from));
      if (arrow === undefined || isWithin(target, arrow.from)) return;
      if (!arrow.to.some((pattern) => isWithin(target, pattern))) {
        context.report({ node, messageId: 'arrow', data: { from: arrow.from, to: target } });
      }
    };

    return {
      ImportDeclaration(node) {
        const named = node.specifiers.map((specifier) => (specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : null));
        check(node, textOf(node.source), wholeOrNamed(named));
      },
      ExportNamedDeclaration(node) {
        if (node.source) check(node, textOf(node.source), node.specifiers.map(({ local }) => nameOf(local)));
      },
      ExportAllDeclaration(node) {
        check(node, textOf(node.source), null);
      },
      ImportExpression(node) {
        if (node.source.type === 'Literal') check(node, textOf(node.source), null);
      },
      CallExpression(node) {
        const [argument] = node.arguments;
        const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
        if (isRequire && argument?.type === 'Literal') check(node, textOf(argument), null);
      },
    };
  },
};

/** @param {import('estree').Literal} literal */
function textOf(literal) {
  return String(literal.value);
}

/** @param {import('estree').Identifier | import('estree').Literal} node */
function nameOf(node) {
  return node.type === 'Identifier' ? node.name : textOf(node);
}

/**
 * @param {readonly (string | null)[]} names
 * @returns {string[] | null}
 */
function wholeOrNamed(names) {
  const named = names.filter((name) => name !== null);
  return named.length === names.length ? named : null;
}
