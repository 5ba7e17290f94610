/** A photo that may be shown: a supported type of limited size. */
export interface Photo {
  readonly type: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** Bytes. Active Directory limits `thumbnailPhoto` to 100 KB; other directories may hold full camera pictures. */
const LARGEST_BYTES = 1024 * 1024;
/** Pixels of either side: a few bytes can claim a picture of many gigabytes. */
const LARGEST_SIDE = 4096;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Accepts a photo by its content: JPEG (ITU-T T.81) or PNG (ISO 15948) with a size in its header and an end, at most 1 MiB and
 * 4096 pixels a side. A truncated picture could show half a face.
 * @returns null for anything else
 */
export function photoFrom(bytes: Uint8Array): Photo | null {
  if (bytes.byteLength > LARGEST_BYTES) return null;
  const isPng = PNG_SIGNATURE.every((byte, at) => bytes[at] === byte);
  const size = isPng ? pngSize(bytes) : jpegSize(bytes);
  if (size === null || !(isPng ? hasPngEnd(bytes) : hasJpegEnd(bytes)) || size.some((side) => side < 1 || side > LARGEST_SIDE)) return null;
  return { type: isPng ? 'image/png' : 'image/jpeg', bytes };
}

/** Returns width and height; the IHDR chunk comes first. */
function pngSize(bytes: Uint8Array): readonly number[] | null {
  if (bytes.byteLength < 24) return null;
  const view = viewOf(bytes);
  return [view.getUint32(16), view.getUint32(20)];
}

/** Returns the size from the first frame header, skipping the segments before it. */
function jpegSize(bytes: Uint8Array): readonly number[] | null {
  const view = viewOf(bytes);
  if (bytes.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= bytes.byteLength && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (isFrameHeader(marker)) return [view.getUint16(at + 5), view.getUint16(at + 7)];
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** SOF0 to SOF15, except C4, C8 and CC (T.81 table B.1). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Whether the picture ends (EOI) after the start of its scan; a thumbnail in a header has its own end. */
function hasJpegEnd(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  for (let at = 2; at + 4 <= bytes.byteLength && bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from([0xff, 0xd9]), at);
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return false;
}

/** Whether the last chunk is IEND; its length, name and checksum are constant. */
function hasPngEnd(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from('0000000049454e44ae426082', 'hex'));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
