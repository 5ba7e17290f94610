/**
 * An image in an icon file.
 * @typedef {object} Picture
 * @property {number} size Width and height in pixels.
 * @property {Buffer} png
 */

/** Image sizes in pixels: those of the freedesktop icon theme, of Windows and of macOS. */
export const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/**
 * Returns a Windows icon (ICO) with PNG images, which Windows Vista and later read.
 * @param {readonly Picture[]} pictures Up to 256 pixels.
 * @returns {Buffer}
 */
export function ico(pictures) {
  const headerLength = 6 + 16 * pictures.length;
  const header = Buffer.alloc(headerLength);
  header.writeUInt16LE(1, 2); // type: icon
  header.writeUInt16LE(pictures.length, 4);
  let offset = headerLength;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    header.writeUInt8(size % 256, entry); // 0 means 256
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4); // planes
    header.writeUInt16LE(32, entry + 6); // bits per pixel
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** ICNS type of each image size in pixels; the second name is the same size for a double-density screen. */
const icnsTypes = /** @type {const} */ ([
  [16, ['icp4']],
  [32, ['icp5', 'ic11']],
  [64, ['ic12']],
  [128, ['ic07']],
  [256, ['ic08', 'ic13']],
  [512, ['ic09', 'ic14']],
  [1024, ['ic10']],
]);

/**
 * Returns a macOS icon (ICNS) with PNG images.
 * @param {readonly Picture[]} pictures
 * @returns {Buffer}
 */
export function icns(pictures) {
  const blocks = icnsTypes.flatMap(([size, types]) => {
    const picture = pictures.find((one) => one.size === size);
    return picture === undefined ? [] : types.map((type) => block(type, picture.png));
  });
  return block('icns', Buffer.concat(blocks));
}

/**
 * @param {string} type Four letters.
 * @param {Buffer} content
 */
function block(type, content) {
  const header = Buffer.alloc(8);
  header.write(type, 0, 'latin1');
  header.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([header, content]);
}
