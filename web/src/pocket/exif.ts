/** What a camera writes into a picture, brought over into one that was made smaller: the server reads place and time there. */

const APP1 = 0xffe1
const SCAN = 0xffda
const ORIENTATION = 0x0112
const NAME = [0x45, 0x78, 0x69, 0x66, 0, 0] // "Exif"

/** The segment of a JPEG in which the camera wrote, with its mark and length; none if there is none. */
export function cameraSegment(jpeg: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength)
  if (jpeg.length < 4 || view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; at + 4 <= jpeg.length; ) {
    const mark = view.getUint16(at)
    const end = at + 2 + view.getUint16(at + 2)
    if (mark >> 8 !== 0xff || mark === SCAN || end > jpeg.length) return null
    if (mark === APP1 && NAME.every((byte, n) => jpeg[at + 4 + n] === byte)) return new Uint8Array(jpeg.slice(at, end))
    at = end
  }
  return null
}

/** The same with its picture upright: a smaller one is drawn so, and is not to be turned a second time. */
export function upright(segment: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const found = segment.slice()
  const view = new DataView(found.buffer)
  const start = 4 + NAME.length
  const little = view.getUint16(start) === 0x4949
  const first = start + view.getUint32(start + 4, little)
  if (first + 2 > found.length) return found
  for (let n = 0; n < view.getUint16(first, little); n++) {
    const entry = first + 2 + 12 * n
    if (entry + 12 > found.length) break
    if (view.getUint16(entry, little) === ORIENTATION) view.setUint16(entry + 8, 1, little)
  }
  return found
}

/** A JPEG with this segment first. */
export function withSegment(jpeg: Uint8Array, segment: Uint8Array): Uint8Array<ArrayBuffer> {
  const found = new Uint8Array(jpeg.length + segment.length)
  found.set(jpeg.subarray(0, 2))
  found.set(segment, 2)
  found.set(jpeg.subarray(2), 2 + segment.length)
  return found
}
