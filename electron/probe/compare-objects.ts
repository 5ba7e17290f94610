import { documented, kinds, type DocumentedField, type DocumentedObject } from './documented.js';
import { formatCounts, type Comparison } from './comparison.js';
import type { FieldShape, ObjectShape } from './object-shape.js';
import { textForms, type Form } from './forms.js';
import { mayShowName } from './shown-names.js';

/** Maximum number of undocumented fields to name for each kind. */
const MOST_NAMED = 25;

/** Compares the objects of all kinds with the documentation, field by field. */
export function compareObjects(shapes: Readonly<Record<keyof typeof documented, ObjectShape>>): Comparison[] {
  return kinds.flatMap((kind) => compareObject(kind, documented[kind], shapes[kind]));
}

/** @param kind as in the support file, e.g. `request` or `request.DataCollection` */
function compareObject(kind: string, fields: DocumentedObject, shape: ObjectShape): Comparison[] {
  const lines: Comparison[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const where = `${kind}.${name}`;
    const found = shape.fields.get(name);
    lines.push(compareField(where, field, found, shape.objects));
    if (found === undefined) continue;
    if (field.numbers !== undefined) lines.push(...numberLines(where, field.numbers, found));
    if (field.items !== undefined && found.items !== null) lines.push(...compareObject(where, field.items, found.items));
  }
  return [...lines, ...unknownFields(kind, fields, shape)];
}

function compareField(where: string, { forms }: DocumentedField, found: FieldShape | undefined, objects: number): Comparison {
  const expected = forms.length === textForms.length ? 'text' : forms.join(' or ').replace(textForms.join(' or '), 'text');
  const line = { where, documented: expected };
  if (objects === 0) return { ...line, found: 'no such object came', verdict: 'not seen' };
  if (found === undefined) return { ...line, found: `the field is in none of ${String(objects)} objects`, verdict: 'different' };
  const missing = objects - found.objects;
  const said = `${formatCounts(found.forms)}${missing === 0 ? '' : `; missing in ${String(missing)}`}${found.withNul === 0 ? '' : `; with NULs in ${String(found.withNul)}`}`;
  const fits = missing === 0 && [...found.forms.keys()].every((form: Form) => forms.includes(form));
  return { ...line, found: said, verdict: fits ? 'as documented' : 'different' };
}

/** An undocumented number of a partly documented field counts as silent. */
function numberLines(where: string, meanings: Readonly<Record<number, string>>, { numbers }: FieldShape): Comparison[] {
  const known = Object.entries(meanings).map(([number, meaning]) => `${number} = ${meaning}`);
  const line = {
    where: `${where}, numbers`,
    documented: known.length === 0 ? 'the pages give no meanings' : `${known.join(', ')}; no others`,
  };
  if (numbers === null) return [{ ...line, found: 'more different numbers than are told', verdict: 'silent' }];
  if (numbers.size === 0) return [{ ...line, found: 'no whole number came', verdict: 'not seen' }];
  const isKnown = [...numbers.keys()].every((number) => Object.hasOwn(meanings, number));
  return [{ ...line, found: formatCounts(numbers), verdict: isKnown ? 'as documented' : 'silent' }];
}

function unknownFields(kind: string, fields: DocumentedObject, shape: ObjectShape): Comparison[] {
  const unknown = [...shape.fields].filter(([name]) => !Object.hasOwn(fields, name));
  const shown = unknown.filter(([name]) => mayShowName(name)).slice(0, MOST_NAMED);
  const others = unknown.length - shown.length;
  return [
    ...shown.map(([name, { objects, forms }]) => ({
      where: `${kind}.${name}`,
      documented: 'no such field',
      found: `in ${String(objects)} of ${String(shape.objects)} objects: ${formatCounts(forms)}`,
      verdict: 'different' as const,
    })),
    ...(others === 0 && shape.beyond === 0
      ? []
      : [
          {
            where: `${kind}, other fields`,
            documented: 'no such fields',
            found: `${shape.beyond > 0 ? 'more than ' : ''}${String(others)} whose names may hold data and are not told`,
            verdict: 'different' as const,
          },
        ]),
  ];
}
