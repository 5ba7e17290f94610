import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { UserError } from '../lib/terminal.mjs';

/** Licenses that a shipped package may have; a person decides about any other. */
const accepted = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'OFL-1.1']);

/**
 * @typedef {object} Part A third-party package that ships.
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX identifier.
 * @property {string} text
 */

/**
 * Returns every third-party package that ships, with its license. Electron and Chromium bring their own files.
 * @returns {Part[]}
 * @throws {UserError} For a license that is not accepted, or one without a text.
 */
export function thirdParties() {
  /** @type {Record<string, { version: string, license?: string, dev?: boolean }>} */
  const packages = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true && existsSync(join(root, path)))
    .map(([path, { version, license = 'none' }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      if (!accepted.has(license))
        throw new UserError(`${name} ${version} has the licence ${license}, which build/bundle/licences.mjs does not accept`);
      return { name, version, licence: license, text: textOf(path, name, license) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Returns the package's own license text; if it has none, the standard text of the license under its author's name.
 * @param {string} path
 * @param {string} name
 * @param {string} licence
 */
function textOf(path, name, licence) {
  const folder = join(root, path);
  const own = readdirSync(folder)
    .filter((file) => /^(licen[sc]e|copying|notice)/i.test(file))
    .sort();
  if (own.length > 0) return own.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  const standard = join(root, 'build/resources/licences', `${licence}.txt`);
  if (!existsSync(standard))
    throw new UserError(`${name} has no licence text, and there is none for ${licence} in build/resources/licences`);
  /** @type {{ author?: string | { name: string } }} */
  const { author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const holder = typeof author === 'object' ? author.name : (author ?? `the authors of ${name}`);
  return `Copyright (c) ${holder}\n\n${readFileSync(standard, 'utf8').trim()}`;
}

/**
 * @param {string} file
 */
export async function writeThirdParties(file) {
  const line = '='.repeat(100);
  const sections = thirdParties().map(
    ({ name, version, licence, text }) => `${line}\n${name} ${version} (${licence})\n${line}\n\n${text}\n`,
  );
  await writeFile(file, `Card Desk contains these parts of others, under these licences.\n\n${sections.join('\n')}`);
}
