import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { photoFrom } from './photo.js';
import { jpeg, png } from './photos.fixture.js';

const changed = (bytes: Uint8Array, at: number, ...values: number[]): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy.set(values, at);
  return copy;
};
const frameAt = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);

describe('a photo', () => {
  it('is recognized by its bytes', () => {
    expect(photoFrom(jpeg)).toEqual({ type: 'image/jpeg', bytes: jpeg });
    expect(photoFrom(png)).toEqual({ type: 'image/png', bytes: png });
  });

  it('may be part of a larger buffer', () => {
    const larger = Buffer.concat([Buffer.alloc(7), jpeg, Buffer.alloc(7)]);
    expect(photoFrom(larger.subarray(7, 7 + jpeg.length))?.type).toBe('image/jpeg');
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1')],
    ['the beginning of a JPEG', jpeg.subarray(0, 20)],
    ['half a JPEG', jpeg.subarray(0, Math.floor(jpeg.length / 2))],
    ['a JPEG without its last byte', jpeg.subarray(0, -1)],
    ['a PNG without its last byte', png.subarray(0, -1)],
    ['the beginning of a PNG', png.subarray(0, 12)],
    ['over 1 MiB', Buffer.concat([jpeg, Buffer.alloc(1024 * 1024)])],
    ['a JPEG of 65,535 lines', changed(jpeg, frameAt + 5, 0xff, 0xff)],
    ['a JPEG without width', changed(jpeg, frameAt + 7, 0, 0)],
    ['a PNG of 16 million columns', changed(png, 16, 1)],
  ])('is not %s', (_, bytes) => {
    expect(photoFrom(bytes)).toBeNull();
  });

  it('is never recognized in random bytes, which do no harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, begun) => {
        const photo = photoFrom(begun ? Uint8Array.from([0xff, 0xd8, 0xff, ...bytes]) : bytes);
        if (photo !== null) expect(photo.type).toBe('image/jpeg');
      }),
    );
  });
});
