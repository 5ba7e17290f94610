interface Tree {
  readonly [key: string]: string | Tree;
}

/** For tests: returns each text of a language with its key, its parts joined by dots. */
export const keyedTexts = (tree: Tree, path = ''): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : keyedTexts(value, `${path}${key}.`),
  );
