import { en } from '../../renderer/i18n/en.js';

interface Tree {
  readonly [key: string]: string | Tree;
}

const leaves = (tree: Tree): string[] => Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : leaves(value)));

/** Every English text of the screens, with its placeholders. */
export const texts: readonly string[] = leaves(en);
